//! Words that open English sentences far more often than they stand after a full stop without one.

/// In order, in lower case.
pub const OPENERS: &[&str] = &[
    "a", "about", "absolutely", "actually", "additionally", "after", "again", "ah", "all", "almost", "alright",
    "also", "although", "always", "am", "an", "and", "another", "any", "anybody", "anyone", "anything", "anyway",
    "anyways", "apparently", "are", "aren't", "as", "ask", "at", "awesome", "basically", "be", "because", "before",
    "being", "besides", "both", "but", "by", "can", "can't", "certainly", "clearly", "come", "cool", "could",
    "couldn't", "days", "definitely", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "dr", "during",
    "each", "early", "either", "enough", "especially", "essentially", "even", "eventually", "every", "everybody",
    "everyone", "everything", "exactly", "fair", "few", "finally", "fine", "first", "for", "fortunately", "frankly",
    "from", "generally", "get", "give", "given", "go", "good", "got", "great", "had", "hadn't", "has", "hasn't",
    "have", "haven't", "having", "he", "he'd", "he'll", "he's", "hello", "her", "here", "here's", "hers", "hey", "hi",
    "his", "historically", "honestly", "how", "how's", "however", "i", "i'd", "i'll", "i'm", "i've", "if", "in",
    "indeed", "initially", "instead", "interestingly", "is", "isn't", "it", "it'd", "it'll", "it's", "its", "just",
    "kind", "last", "lately", "later", "let", "let's", "like", "listen", "look", "lots", "made", "make", "many",
    "may", "maybe", "me", "mean", "meanwhile", "most", "mostly", "mr", "mrs", "ms", "much", "my", "naturally",
    "neither", "never", "nevertheless", "next", "nice", "no", "nobody", "none", "nonetheless", "nope", "nor", "not",
    "nothing", "now", "obviously", "of", "often", "oh", "ok", "okay", "on", "once", "one", "only", "or", "originally",
    "other", "others", "otherwise", "our", "ours", "over", "people", "perhaps", "please", "plus", "presumably",
    "previously", "probably", "quite", "rather", "really", "recently", "remember", "right", "sadly", "say", "see",
    "seriously", "several", "shall", "she", "she'd", "she'll", "she's", "should", "shouldn't", "similarly", "simply",
    "since", "so", "some", "somebody", "somehow", "someone", "something", "sometimes", "somewhere", "soon", "sorry",
    "still", "strangely", "such", "suddenly", "suppose", "sure", "surely", "take", "tell", "than", "thank", "thanks",
    "that", "that'd", "that'll", "that's", "the", "their", "theirs", "them", "then", "there", "there'd", "there'll",
    "there's", "therefore", "these", "they", "they'd", "they'll", "they're", "they've", "think", "this", "those",
    "though", "three", "through", "thus", "to", "today", "together", "tomorrow", "tonight", "too", "truly", "two",
    "typically", "ultimately", "under", "unfortunately", "unless", "until", "up", "upon", "us", "usually", "very",
    "was", "wasn't", "we", "we'd", "we'll", "we're", "we've", "well", "were", "weren't", "what", "what's", "whatever",
    "when", "when's", "whenever", "where", "where's", "wherever", "whether", "which", "while", "who", "who's",
    "whoever", "whose", "why", "why's", "will", "with", "within", "without", "won't", "wonderful", "would",
    "wouldn't", "wow", "yeah", "yep", "yes", "yesterday", "yet", "you", "you'd", "you'll", "you're", "you've", "your",
    "yours",
];

/// Whether `word`, whatever its case, opens sentences.
pub fn opens(word: &str) -> bool {
    super::scan::listed(OPENERS, word)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_in_order() {
        assert!(super::OPENERS.is_sorted());
        assert!(super::opens("It’s") && super::opens("THEN") && !super::opens("Final"));
    }
}
