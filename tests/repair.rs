//! Every defect that the catalogue names, before and after, and texts that nobody may touch.

use fireside::pass::repair::{Level, RULES, RepairOptions, repair_text};

fn only(rules: &str) -> RepairOptions {
    RepairOptions::default().rules(rules).unwrap()
}

/// Defects by rule: what stands in the text, what it means.
const PAIRS: &[(&str, &[(&str, &str)])] = &[
    (
        "spaces",
        &[
            ("the\u{A0} lamp   oil", "the lamp oil"),
            ("the\u{2009}lamp\toil", "the lamp oil"),
            ("one\u{A0} two\u{A0} three\u{A0} four.\u{A0}\u{A0} Five \u{A0} six", "one two three four. Five\n\nsix"),
        ],
    ),
    (
        "stop-space",
        &[
            ("It turned.We left.", "It turned. We left."),
            ("We left at 5 p.m.Then it rained.", "We left at 5 p.m. Then it rained."),
            ("We asked Dr.Voss about it.", "We asked Dr. Voss about it."),
            ("It cost $5.Then it cost more.", "It cost $5. Then it cost more."),
        ],
    ),
    #[cfg(feature = "model")]
    ("glued-words", &[("the lampkeeper'sbook", "the lampkeeper's book"), ("a veryquiet owl", "a very quiet owl")]),
    (
        "wrap",
        &[(
            "The lamp was lit every night by\nthe keeper, who lived alone in\nthe tower and wrote it down.\n\nThen it stopped.",
            "The lamp was lit every night by the keeper, who lived alone in the tower and wrote it down.\n\nThen it stopped.",
        )],
    ),
    ("wrap-cjk", &[("潮汐\n表", "潮汐表")]),
    (
        "detached-punct",
        &[
            ("well , yes . Oh no , why", "well, yes. Oh no, why"),
            ("it was in this barn\n. And then we left", "it was in this barn.\nAnd then we left"),
            ("is that so ? we think so !", "is that so? we think so!"),
        ],
    ),
    (
        "roll-up",
        &[(
            "so what we do\n\nso what we do\nis to go there\n\nis to go there\nand then see",
            "so what we do\n\nis to go there\n\nand then see",
        )],
    ),
    (
        "dup-cue",
        &[(
            "1\n00:00:01,000 --> 00:00:02,000\nso it is\n\n2\n00:00:02,000 --> 00:00:02,010\nso it is\n\n3\n00:00:02,010 --> 00:00:04,000\nand then\n",
            "1\n00:00:01,000 --> 00:00:02,010\nso it is\n\n3\n00:00:02,010 --> 00:00:04,000\nand then\n",
        )],
    ),
    (
        "tags",
        &[
            ("<i>so</i> it is", "so it is"),
            ("so<00:00:01.120><c> it</c><c.colorE5E5E5> is</c>", "so it is"),
            ("{\\an8}so it is", "so it is"),
            ("<font color=\"white\">so it is</font>", "so it is"),
            ("so it is\nalign:start position:0%\nthere", "so it is\nthere"),
        ],
    ),
    (
        "entities",
        &[
            ("it&#39;s &quot;so&quot; &amp; so", "it's \"so\" & so"),
            ("&gt;&gt; It is&nbsp;so.", ">> It is so."),
            ("it&amp;#39;s so", "it's so"),
        ],
    ),
    (
        "mojibake",
        &[("itâ€™s so", "it’s so"), ("the cafÃ© was shut", "the café was shut"), ("soâ€”it was", "so—it was")],
    ),
    ("utf7", &[("+ACI-quote+ACI-", "\"quote\""), ("a +ACY- b +AD0- c+ACE- +ACQ-5", "a & b = c! $5")]),
    (
        "lost-apostrophe",
        &[
            ("I m sure that they don t know", "I'm sure that they don't know"),
            ("it was my mother s house and we left", "it was my mother's house and we left"),
        ],
    ),
    ("zero-width", &[("the \u{200B}la\u{AD}mp\u{FEFF} is\u{200E} lit", "the lamp is lit")]),
    ("ligatures", &[("we ﬁnd the ﬂag oﬀ the su\u{FB03}x", "we find the flag off the suffix")]),
    (
        "hyphen-break",
        &[
            ("the light-\nhouse was lit; a lighthouse is lit", "the lighthouse was lit; a lighthouse is lit"),
            ("a well-\nknown owl", "a well-known owl"),
        ],
    ),
    (
        "nonspeech",
        &[
            ("so [Music] it is (laughter) then [Applause]", "so it is then"),
            ("♪♪ so it is", "so it is"),
            ("♪ fly me to the moon ♪", "fly me to the moon"),
        ],
    ),
    (
        "mask",
        &[
            ("what the [ __ ] is it", "what the [__] is it"),
            ("what the [\u{A0}__\u{A0}] is it", "what the [__] is it"),
            ("what the **** is it", "what the [__] is it"),
            ("what the [censored] is ( bleep ) it", "what the [__] is [__] it"),
        ],
    ),
    (
        "inaudible",
        &[
            ("sort of inaudible 00:44:32 functions", "sort of [inaudible 00:44:32] functions"),
            ("so (inaudible) it [INAUDIBLE] is (unv.)", "so [inaudible] it [inaudible] is [inaudible]"),
            ("[Unintelligible 00:02:12] so [crosstalk 00:12]", "[unintelligible 00:02:12] so [crosstalk 00:12]"),
        ],
    ),
    (
        "leaked-stamp",
        &[
            (
                "0:38\nwe went out and the 0:41 boat sank\n0:44\nand then we swam\n",
                "0:38\nwe went out and the boat sank\n0:44\nand then we swam\n",
            ),
            (
                "[01:02:38] we went out and 01:02:41 it sank\n[01:02:44] and then we swam\n",
                "[01:02:38] we went out and it sank\n[01:02:44] and then we swam\n",
            ),
        ],
    ),
    ("stray-token", &[("or? x It's not the one that we have", "or? It's not the one that we have")]),
    (
        "names",
        &[
            (
                "Brandt: So.\nRoe: Yes.\nBrandt: And it is.\nRoe: No.\nBrant: Then it was.\nRoe: Yes.\nBrandt: So.\n",
                "Brandt: So.\nRoe: Yes.\nBrandt: And it is.\nRoe: No.\nBrandt: Then it was.\nRoe: Yes.\nBrandt: So.\n",
            ),
            (
                "Sutherland: So.\nRoe: Yes.\nSuthrland: And it is.\nRoe: No.\nSutherland: So.\n",
                "Sutherland: So.\nRoe: Yes.\nSutherland: And it is.\nRoe: No.\nSutherland: So.\n",
            ),
        ],
    ),
    (
        "names-in-text",
        &[(
            "Ilya Sutskever: So it is.\nAda Roe: I asked Ilya Sutskevar about Sutskver then.\nIlya Sutskever: Yes.\n",
            "Ilya Sutskever: So it is.\nAda Roe: I asked Ilya Sutskever about Sutskever then.\nIlya Sutskever: Yes.\n",
        )],
    ),
    ("i-caps", &[("and i think i'm sure that i've seen it", "and I think I'm sure that I've seen it")]),
    ("sentence-caps", &[("it turned. we left. was it so? yes", "It turned. We left. Was it so? Yes")]),
    (
        "furniture",
        &[
            (
                "Ana Roe: We lit the lamp every night and then\n\nAdvertisement\n\nwe went down to the boats that were there.\n",
                "Ana Roe: We lit the lamp every night and then we went down to the boats that were there.\n",
            ),
            (
                "Ana Roe: We lit the lamp every night of the year.\n\n+ Read More\n\nThen we went down to the boats that were there.\n",
                "Ana Roe: We lit the lamp every night of the year.\n\nThen we went down to the boats that were there.\n",
            ),
            (
                "The keeper went up to the lamp and lit it, as he did every\n\nPage 3 of 12\n\nnight of the year, and then he went down.\n",
                "The keeper went up to the lamp and lit it, as he did every night of the year, and then he went down.\n",
            ),
        ],
    ),
    ("emphasis", &[("it was *really* so and **very** so, _oh_", "it was really so and very so, oh")]),
    ("dash-space", &[("word--word and word —word", "word—word and word — word")]),
    ("quotes", &[("“So it is,” he said. “It’s \"so\" then.” “Yes.”", "“So it is,” he said. “It’s “so” then.” “Yes.”")]),
    ("repeat-words", &[("we saw the the boat and I I think", "we saw the boat and I think")]),
    (
        "hallucination",
        &[(
            "So it is.\n\nThank you.\n\nThank you.\n\nThank you.\n\nThank you.\n\nBye.",
            "So it is.\n\nThank you.\n\nBye.",
        )],
    ),
    (
        "split-label",
        &[(
            "Interviewer: When was that?\nAna Roe: It was in May.Interviewer: And then?\nAna Roe: We left.\n",
            "Interviewer: When was that?\nAna Roe: It was in May.\nInterviewer: And then?\nAna Roe: We left.\n",
        )],
    ),
    (
        "ditto-paragraph",
        &[(
            "The keeper of the lamp is the one who lights it, and he lights it every night of the year, whether there is a boat or not.\n\nThe keeper of the lamp is the one who lights it, and he lights it every night of the year, whether there is a boat or not.\n\nThe end.\n",
            "The keeper of the lamp is the one who lights it, and he lights it every night of the year, whether there is a boat or not.\n\nThe end.\n",
        )],
    ),
    ("initialism-plural", &[("you know random API's. Because it is so", "you know random APIs. Because it is so")]),
    ("unclosed-quote", &[("He said, \"we go there.", "He said, \"we go there.\"")]),
    (
        "split-name",
        &[(
            "FogLine is a firm. We like FogLine, and Fog Line likes us.",
            "FogLine is a firm. We like FogLine, and FogLine likes us.",
        )],
    ),
    (
        "split-number",
        &[("it has 1,\n000 lamps", "it has 1,000 lamps"), ("it has 12,\n500,000 of them", "it has 12,500,000 of them")],
    ),
    (
        "fillers",
        &[
            ("Um, so we, uh, went there and, you know it was um dark.", "So we went there and, you know it was dark."),
            ("It was, er, late.", "It was late."),
        ],
    ),
    ("false-starts", &[("I went to the- to the boat", "I went to the boat"), ("We wan- we wanted it", "We wanted it")]),
    ("width-cjk", &[("你好,世界!我们去看灯塔吗?好。", "你好，世界！我们去看灯塔吗？好。")]),
    (
        "loop",
        &[(
            "So we went there and I don't know I don't know I don't know I don't know I don't know and then we left.",
            "So we went there and I don't know and then we left.",
        )],
    ),
];

#[test]
fn every_rule_has_its_pairs() {
    for rule in RULES {
        let model = rule.name == "glued-words" && !cfg!(feature = "model");
        // Pairs of the learnt rules stand in `punctuation.rs`.
        let learnt = ["punctuate", "true-case"].contains(&rule.name);
        assert!(
            model || learnt || PAIRS.iter().any(|(name, pairs)| *name == rule.name && !pairs.is_empty()),
            "{}",
            rule.name
        );
    }
}

#[test]
fn defects_are_mended_by_their_rule_and_stay_so() {
    let mut wrong = String::new();
    for (name, pairs) in PAIRS {
        for (before, after) in *pairs {
            let repaired = repair_text(before, &only(name));
            if repaired.text != *after {
                wrong += &format!("{name}\n  {before:?}\n  {:?}\n  {after:?}\n", repaired.text);
            }
            assert_eq!(&repair_text(after, &only(name)).text, after, "{name}");
            assert!(repaired.edits.iter().all(|edit| edit.name == *name), "{name}");
        }
    }
    assert_eq!(wrong, "", "{wrong}");
}

#[test]
fn what_is_safe_is_mended_unasked() {
    let mut wrong = String::new();
    for (name, pairs) in PAIRS {
        let rule = RULES.iter().find(|rule| rule.name == *name).unwrap();
        for (before, after) in *pairs {
            let options = RepairOptions::default();
            let options = if rule.level == Level::Safe { options } else { options.rules(&format!("+{name}")).unwrap() };
            let repaired = repair_text(before, &options);
            if repaired.text != *after {
                wrong += &format!("{name}\n  {before:?}\n  {:?}\n  {after:?}\n", repaired.text);
            }
        }
    }
    assert_eq!(wrong, "", "{wrong}");
}

/// Sound texts, which no safe rule touches, nor a rule of its own but those that are named.
const SOUND: &[(&str, &[&str])] = &[
    // Stops that end nothing.
    ("John 3:16 says so, and Luke 2:1-20 as well.", &[]),
    ("It is open 24/7 for us.", &[]),
    ("They met at 12:19 in the hut.", &[]),
    ("It was on 9/11 that we met.", &[]),
    ("There were 3.5 million of them.", &[]),
    ("See fogline.example/p?a=1&b=2 for the lamp.", &[]),
    ("Some birds, e.g. owls, stay; others, i.e. swifts, don't.", &[]),
    ("The A.I. came, and the A.I.Lab too.", &[]),
    ("Then Mr. T. came.", &[]),
    ("We thought ...and then we left.", &[]),
    ("Well... it is. Well…and so.", &[]),
    ("It was No. 5 on the list.", &[]),
    ("Open 10:30-11:00 every day.", &[]),
    ("He was 5'10\" tall.", &[]),
    ("It is rock 'n' roll to me.", &[]),
    ("We wrote it in C++ then, and in C# and F#.", &[]),
    ("A U.K.-based boat, and a U.S. one.", &[]),
    ("The boat to St. Ives left.", &[]),
    ("At 5 a.m./p.m. we left.", &[]),
    ("Write to @handle or #tag about it.", &[]),
    ("He earned his B.Sc, M.Sc, and Ph.D in it.", &[]),
    ("J.R.R. Tolkien and J.K.Rowling lived there.", &[]),
    ("Mail ana.roe@fogline.example for the map.", &[]),
    ("Open https://fogline.example/Map.Final?x=A.B&c=&lt to see.", &[]),
    ("The file map.Final is old, as is report.Draft here.", &[]),
    ("We used Node.js and Vue.js, ASP.NET and v2.0 of it.", &[]),
    ("Version 1.2.3 of it runs on 10.0.0.1 and at 3.5 GHz.", &[]),
    // Names and words that look glued.
    ("The YouTube iPhone of McAdam, MacDonald, O'Brien and PayPal.", &[]),
    ("The lampkeeper of the fogline has a dataset and a chatbot.", &[]),
    // Code and marks.
    ("if (a < b && b > c) { return x; }", &[]),
    ("a < b and b > c in the proof", &[]),
    ("let x: Vec<String> = y?.into(); foo.Bar(); std::env.Var", &[]),
    ("def __init__(self, **kwargs): print(\"%s\" % x)", &[]),
    ("Use --help or -v, e.g. `git log --oneline`.", &[]),
    ("The sum 2 * 3 * 4 and x_1 + y_2 = z.", &[]),
    ("It was fun :) really ;-) <3 you xD", &[]),
    ("1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O", &[]),
    ("oh s*** and f**k it", &[]),
    ("[inaudible 00:44:32] and [__] stay.", &[]),
    // Speech.
    ("No. No. No. Yes. Yes.", &[]),
    ("He had had it that that very very same day.", &[]),
    ("That is the CEO's. The API's limits are low.", &[]),
    ("Was it a? I said so. Plan B. A boat.", &[]),
    ("gold(laughs)en", &[]),
    ("the 7:40 boat left at 7:50", &[]),
    ("She said: \"Go.\" 'Why?' asked he.", &[]),
    ("twenty-one well-known mother-in-law's boats", &[]),
    // Capitals.
    ("NO ENTRY. STAFF ONLY. PLEASE KEEP OUT!", &[]),
    ("EXIT\nNO SMOKING\nMIND THE STEP", &[]),
    // Verse.
    ("The fog comes in\non quiet feet,\nthe lamp goes round,\nthe tide is neat.\n", &["wrap"]),
    ("O the lamp, O the lamp,\n    and the light on the sea!\nO the lamp, O the lamp,\n    come home to me.\n", &[]),
    // Lists, tables, menus.
    ("Home\nEvents\nLearn\nHelp\n", &[]),
    ("- one is here\n- two is there\n* three\n1. four\n2) five\n", &[]),
    ("a\tb\tc\n1\t2\t3\n4\t5\t6\n", &[]),
    ("1\n2\n3\n4\n", &[]),
    // Other languages.
    ("Oui ! Vraiment ? Il dit : « non » ; et les autres sont dans le port.", &[]),
    ("¿Qué? ¡No! ¿Dónde está el barco? y Entonces se fue.", &[]),
    ("Der Leuchtturm ist nicht alt, z.B. der im Hafen; er kostet 3,50 € usw.", &[]),
    ("潮汐表。灯塔很高！他来了。「是的」", &[]),
    ("今日は、海を見た。灯台は高い！", &[]),
    ("Это маяк. Он стоит т.е. здесь.", &[]),
    ("هذا هو المنارة، أليس كذلك؟ نعم.", &[]),
    ("그는 왔다. 등대는 높다! 정말?", &[]),
    ("Το φως; Ναι. Όχι.", &[]),
    ("çà et là, l’homme qu’il a vu", &[]),
    // Files.
    ("WEBVTT\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Ana>So &amp; so\n\n", &["tags", "entities"]),
    ("1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n2\n00:00:02,000 --> 00:00:03,000\nYes.\n", &[]),
    ("", &[]),
    ("\n", &[]),
    ("\r\n\r\n", &[]),
];

/// What looks like a defect to a rule and is none.
const TRAPS: &[(&str, &[&str])] = &[
    (
        "leaked-stamp",
        &[
            "0:38\nwe left at 0:41 by boat\n0:44\nand so\n",
            "0:38\nat the 0:41 mark we left\n0:44\nand so\n",
            "0:38\nthe 7:40 boat sank\n0:44\nand so\n",
            "7:38\nthe 7:40 am boat sank\n7:44\nand so\n",
            "0:38\na score of 0:41 to us\n0:44\n",
            "0:38\nwe saw 0:41\n0:44\n",
            "00:10\nAda: it is from 00:12 on\n00:20\n",
            "1\n00:00:38,000 --> 00:00:44,000\nand the 00:00:41 boat sank\n",
            "0:38 one\n0:41 two\n0:44 three\n",
            "and the 0:41 boat sank",
        ],
    ),
    (
        "furniture",
        &[
            "We bought an advertisement in the paper and it was read.\n\nThen we left the town for good.\n",
            "Home\nAdvertisement\nRead more\nAbout\n",
            "The keeper lit the lamp that night as he did.\n\n+ Read More\n\nThe keeper went down to the boats again.\n",
            "Chapter one is about the lamp and the sea.\n\n2\n\nChapter two is about the boats in the bay.\n\n3\n\nThe third is about fog that came and went.\n",
            "1 one\n2 two\n3 three\n4 four\n",
            "- 3 -\n",
            "Page 3\n",
            "The number that we were looking for was\n\n42\n\nand it was on the door of the house.\n",
            "1\n00:00:01,000 --> 00:00:02,000\nso it is\n\n2\n00:00:02,000 --> 00:00:03,000\nand it is so\n",
        ],
    ),
    (
        "split-label",
        &[
            "Note: it was so.Note: it is.\nNote: yes.\n",
            "See self.Name: it is there.\nName: a\nName: b\n",
            "We saw it at fogline.Host:8080 then.\n",
            "Ana: It was in May. Ana: no, in June.\n",
            "It was in May.Nobody: And then?\n",
            "{\"a\": 1.0,\"Host\": 2}",
        ],
    ),
    (
        "names",
        &[
            "Anna: So.\nAnne: Yes.\nAnna: So.\nAnne: Yes.\nAnna: So.\n",
            "Speaker 1: So.\nSpeaker 2: Yes.\nSpeaker 1: No.\nSpeaker 1: No.\n",
            "Ben: So.\nRoe: No.\nBen: Yes.\nRoe: Yes.\nBea: Yes.\n",
            "Martin: So.\nRoe: No.\nMartin: Yes.\nCarolyn: Yes.\n",
        ],
    ),
    (
        "names-in-text",
        &[
            "Ilya Sutskever: I met Suttner there.\nAda: So.\nIlya Sutskever: Yes.\n",
            "Bram Fisher: the Fishes and the fisher left.\nAda: So.\nBram Fisher: Yes.\n",
            "Ada Marchand: The Merchant sang.\nBen: So.\nAda Marchand: Yes.\n",
        ],
    ),
    (
        "emphasis",
        &[
            "2 * 3 * 4",
            "snake_case_name and __init__",
            "* one\n* two",
            "f**k and s***",
            "*a = *b;",
            "[__] and ** **",
            "***",
        ],
    ),
    ("dash-space", &["use --help or -v", "a well-known owl", "-----", "it was—so", "it was — so", "pages 1–2", "--\n"]),
    ("quotes", &["\"so\" and 'so'", "“so” and ‘so’", "“so” “it” 5'10\" is", "rock 'n' roll isn’t don’t"]),
    (
        "split-name",
        &[
            "FogLine is one, Fog Line is two.",
            "The Fog Line and the foghorn.",
            "YouTube and You Tube and You Tube.",
            "IPhone I Phone",
        ],
    ),
    (
        "split-number",
        &[
            "it was in 20\n23 of them left",
            "we have 1,\n2 and 3 of them",
            "in 1,\n200, 300 and 400 of them",
            "at 5,\n100,\n200 and so on",
            "it ended in 1999.\n5 boats came",
            "call 555\n1234",
        ],
    ),
    (
        "fillers",
        &[
            "uh-huh, mm-hmm, I see that it is the one",
            "the ER is here and the UH is there",
            "um den Turm und die See ist es nicht, um so mehr",
            "an umbrella and a summer of the best that we know",
            "Um.",
        ],
    ),
    ("false-starts", &["a well-known owl", "pre- and post-war", "it was - it was not", "so-so - we left", "A- and B-"]),
    (
        "width-cjk",
        &[
            "3.5 和 10:30",
            "OpenAI,谷歌",
            "hello, world",
            "潮汐表。灯塔很高！",
            "他叫 Ada Roe, 是灯塔守护者",
            "今天(周一)",
            "값은 3,500 원.",
            "https://潮汐.example/a,b",
        ],
    ),
    (
        "loop",
        &[
            "no no no no no no",
            "ha ha ha ha and bye bye bye",
            "we saw it and we saw it and we saw it",
            "1 2 3 4 1 2 3 4 1 2 3 4 1 2 3 4 1 2 3",
        ],
    ),
    (
        "wrap",
        &[
            "Is the keeper up at the lamp tonight?\nYes, he went up there an hour ago.\n",
            "The keeper went up to the lamp at nine.\nThe boats were all in the bay by then.\nThe fog came in from the sea at ten.\nThe lamp went out again at eleven.\n",
            "Home\nEvents\n",
            "O lamp that burns so far and high\nabove the sea,\nO burn for ships that wander by\nand burn for me.\n",
        ],
    ),
    ("nonspeech", &["gold(laughs)en", "the music is loud", "[inaudible]", "(see below)"]),
    ("lost-apostrophe", &["it s the owner's", "vitamin d is in it", "the letter s is in the word that we know"]),
];

#[test]
fn traps_catch_nothing() {
    let mut wrong = String::new();
    for (name, texts) in TRAPS {
        for text in *texts {
            let repaired = repair_text(text, &only(name));
            if repaired.text != *text {
                wrong += &format!("{name}\n  {text:?}\n  {:?}\n", repaired.text);
            }
        }
    }
    assert_eq!(wrong, "", "{wrong}");
}

#[test]
fn sound_text_is_left_alone() {
    let mut wrong = String::new();
    for (text, rules) in SOUND {
        for rule in RULES.iter().filter(|rule| !rules.contains(&rule.name)) {
            let repaired = repair_text(text, &only(rule.name));
            if repaired.text != *text {
                wrong += &format!("{}\n  {text:?}\n  {:?}\n", rule.name, repaired.text);
            }
        }
        let safe = |name: &&str| RULES.iter().any(|rule| rule.name == *name && rule.level == Level::Safe);
        let repaired = repair_text(text, &RepairOptions::default());
        if repaired.text != *text && !rules.iter().any(safe) {
            wrong += &format!("safe\n  {text:?}\n  {:?}\n", repaired.text);
        }
    }
    assert_eq!(wrong, "", "{wrong}");
    let pairs: usize = PAIRS.iter().map(|(_, pairs)| pairs.len()).sum();
    let left = SOUND.len() + TRAPS.iter().map(|(_, texts)| texts.len()).sum::<usize>();
    assert!(left >= pairs, "{left} {pairs}");
}

/// Inputs made of one thing over and over, on which a look too far would cost time that grows with the square.
#[test]
fn no_repetition_takes_long() {
    let pieces = [
        "1\n",
        "a",
        "a ",
        "*",
        "*** a ",
        "_a",
        "[",
        "<i>",
        "&amp;",
        "a- a- ",
        "um, ",
        "Ana Roe: so.Ana Roe: x\n",
        "0:01 a 0:02 b\n",
        "Page 3\n",
        "Advertisement\n",
        "so it is ",
        "FogLine Fog Line ",
        "你好,",
        "a.B",
        "a  b\n",
        "\"“",
        "潮\n",
        "a\tb\n",
    ];
    let options = RepairOptions::default().level(Level::Named);
    for piece in pieces {
        let text = piece.repeat(60_000 / piece.len());
        let start = std::time::Instant::now();
        let repaired = repair_text(&text, &options);
        assert!(start.elapsed().as_secs() < 20, "{piece:?}: {:?}", start.elapsed());
        assert!(repaired.text.len() <= text.len() * 2);
    }
}
