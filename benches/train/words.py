#!/usr/bin/env python3
"""Makes src/pass/repair/words.txt, the word list behind the rule `glued-words` (F03).

    pip download --no-deps symspellpy==6.10.1 && python3 -m zipfile -e symspellpy-6.10.1-*.whl symspellpy
    apt-get download scowl && dpkg-deb -x scowl_*.deb scowl
    python3 benches/train/words.py symspellpy scowl > src/pass/repair/words.txt

Shipped: words and rounded logarithms of counts from symspellpy's `frequency_dictionary_en_82_765.txt` (MIT licence), and
those words of SCOWL (its own permissive licence) that would be cut if they weren't known. SCOWL also tells which words
are common, and how often a word begins or ends a compound. Both notices are in src/pass/repair/words.license.txt.

An entry is `shared suffix class`: how many letters it shares with the entry before it (`A` is none), the other
letters, and either `{` (known, but never a part of a glued token) or two characters of twelve bits: four each for how
frequent the word is, and how much more likely it begins, and ends, a compound than it stands by itself.
"""
import collections, glob, math, os, re, sys

SHIPPED = 32_000
# Logarithms are stored as 0..15: value = LOW + STEP * code.
FREQ_LOW, FREQ_STEP = -16.0, 0.9
RATIO_LOW, RATIO_STEP = -7.0, 0.8
JOINT = 4.0  # what each further joint costs in the best cut, in nats
KEEP_BELOW = 2.5  # known words whose best cut scores under this are listed, so that they are never cut

TWO = set("of to in is it on at as be by he we me my no so up us or if do go an am".split())
# Words newer than the list, or missing from it: known, whatever their parts.
NEWER = """cannot um uh uhm ai agi llm llms dataset datasets filesystem filesystems backprop backpropagation hyperparameter
hyperparameters codebase codebases chatbot chatbots deepfake deepfakes dropdown hashtag hashtags livestream livestreams
livestreaming longform lowercase uppercase microservice microservices multimodal onboarding onboard paywall paywalls
pretrain pretrained pretraining podcaster podcasters podcasting postdoc postdocs preprint preprints readme
reskilling upskill upskilling smartwatch smartwatches startup startups subreddit subreddits subtask subtasks tokenizer
tokenizers tokenization unboxing vlog vlogs webinar webinars whiteboarding workflow workflows inline offline login
logins logout signup signups checkout takeaway takeaways throwaway runtime runtimes timestamp timestamps timeline
timelines roadmap roadmaps standup standups whitepaper whitepapers wireframe wireframes screenshare voiceover
voiceovers voicemail crowdfunding crowdsource crowdsourced crowdsourcing cybersecurity cryptocurrency cryptocurrencies
blockchain blockchains fintech biotech edtech healthcare childcare daycare eldercare skincare freelancer freelancers
gamification geolocation greenwashing homeschool homeschooling inbox inboxes laptop laptops lifecycle mindset mindsets
mindfulness minimalist nonbinary nonprofit nonprofits offboarding outlier outliers overfit overfitting underfit
underfitting parkour pushback rideshare ridesharing scrollbar sideload skillset skillsets smartphone smartphones
snapshot snapshots storytelling superintelligence supercomputer supercomputers telehealth telework thumbnail thumbnails
touchpoint touchpoints touchscreen touchscreens trackpad transhumanist trendline unfollow unsubscribe upvote upvotes
downvote downvotes videogame videogames waitlist waitlists walkthrough walkthroughs wellbeing wildcard woke workaround
workarounds workspace workspaces gotcha gonna wanna gotta kinda sorta dunno lemme gimme outta lotta cuz ok okay yeah
yep yup nope hmm mhm whoa whatnot alright anymore awhile insofar inasmuch nevertheless nonetheless notwithstanding
thereof therein thereby whereby wherein whereof grandkid grandkids homecare homebuyer homebuyers homebuying homefront
homeschools powerplant powerplants servicemember servicemembers takedown takedowns hereby herein hereafter heretofore albeit""".split()


def scowl(root, largest, kinds=("words", "upper", "proper-names")):
    words = set()
    for path in glob.glob(os.path.join(root, "usr/share/dict/scowl/*")):
        base, size = os.path.basename(path).rsplit(".", 1)
        if size.isdigit() and int(size) <= largest and base.endswith(kinds):
            for line in open(path, encoding="latin1"):
                word = line.strip().lower().removesuffix("'s")
                if re.fullmatch("[a-z]+", word):
                    words.add(word)
    return words


def main(symspell, scowl_root):
    counts = {}
    path = os.path.join(symspell, "symspellpy/frequency_dictionary_en_82_765.txt")
    for line in open(path, encoding="utf-8-sig"):
        word, count = line.split()
        if re.fullmatch("[a-z]+", word):
            counts[word] = int(count)
    total = sum(counts.values())
    small, medium, every = (scowl(scowl_root, size) for size in (35, 55, 95))
    plain = scowl(scowl_root, 35, ("words",))
    medium_plain = scowl(scowl_root, 55, ("words",))

    def may_be_part(word):
        if len(word) <= 2:
            return word in TWO
        return word in (plain if len(word) == 3 else medium_plain)

    newer = set(NEWER)
    ranked = sorted((w for w in counts if may_be_part(w) and w not in newer), key=lambda w: (-counts[w], w))
    parts = set(ranked[:SHIPPED])
    known = set(counts) | newer

    first, second, joints = collections.Counter(), collections.Counter(), 0
    for word in every | known:
        for cut in range(2, len(word) - 1):
            if word[:cut] in parts and word[cut:] in parts:
                first[word[:cut]] += 1
                second[word[cut:]] += 1
                joints += 1

    def mean_by_length(counter):
        by_length = collections.defaultdict(list)
        for word in parts:
            by_length[min(len(word), 12)].append(counter[word])
        return {length: min(1.0, sum(of) / len(of)) for length, of in by_length.items()}

    mean_first, mean_second = mean_by_length(first), mean_by_length(second)

    def code(value, low, step):
        return max(0, min(15, round((value - low) / step)))

    table = {}
    for word in parts:
        frequency = math.log(counts[word] / total)
        length = min(len(word), 12)
        begins = math.log((first[word] + 0.3 * mean_first[length]) / joints) - frequency
        ends = math.log((second[word] + 0.3 * mean_second[length]) / joints) - frequency
        table[word] = (code(frequency, FREQ_LOW, FREQ_STEP), code(begins, RATIO_LOW, RATIO_STEP), code(ends, RATIO_LOW, RATIO_STEP))

    def best_cut(token):
        best = [(-math.inf, 0)] * (len(token) + 1)
        best[0] = (0.0, 0)
        for end in range(2, len(token) + 1):
            for start in range(max(0, end - 20), end - 1):
                word = token[start:end]
                if word in table and best[start][0] > -math.inf and end - start < len(token):
                    score = best[start][0] + FREQ_LOW + FREQ_STEP * table[word][0] - JOINT
                    if score > best[end][0]:
                        best[end] = (score, start)
        if best[-1][0] == -math.inf:
            return None
        cut, end = [], len(token)
        while end:
            start = best[end][1]
            cut.append(token[start:end])
            end = start
        return cut[::-1]

    def score(cut):
        ratio = lambda c: RATIO_LOW + RATIO_STEP * c
        return max(ratio(table[a][1]) + ratio(table[b][2]) for a, b in zip(cut, cut[1:]))

    entries = dict.fromkeys(newer, None)
    for word in sorted((known | scowl(scowl_root, 80, ("words",))) - parts):
        cut = best_cut(word)
        if cut and score(cut) < KEEP_BELOW:
            entries[word] = None
    entries.update(table)
    before, out = "", []
    for index, word in enumerate(sorted(entries)):
        shared = len(os.path.commonprefix([before, word]))
        before = word
        entry = chr(65 + shared) + word[shared:]
        if entries[word] is None:
            entry += "{"
        else:
            a, b, c = entries[word]
            bits = a << 8 | b << 4 | c
            entry += chr(0x21 + (bits >> 6)) + chr(0x21 + (bits & 63))
        out.append(entry)
        if index % 16 == 15:
            out.append("\n")
    print("".join(out))
    print(f"{len(parts)} parts, {len(entries) - len(parts)} others", file=sys.stderr)


main(*sys.argv[1:])
