use super::*;

fn code_of(text: &str) -> &'static str {
    match super::super::choose(&Page::new(text, 0)) {
        Ok(choice) => choice.dialect.id,
        Err(error) => error.code(),
    }
}

#[test]
fn each_near_miss_is_told_for_what_it_is() {
    for (code, text) in [
        ("E-EMPTY", " \n\t\n"),
        (
            "E-EMAIL",
            "From: Ada <ada@fog.example>\nTo: Bram\nSubject: Locks\nDate: Mon\n\nDear Bram,\nThe lock leaks.\n",
        ),
        (
            "E-CHAT",
            "[12/03/2024, 09:14:22] Ana: ok\n[12/03/2024, 09:20:10] Ben: see you\n[12/03/2024, 11:02:00] Ana: late\n[12/03/2024, 11:05:00] Ben: fine\n",
        ),
        ("E-CHAT", "09:14 <ana> ok\n09:15 <ben> lol\n10:40 <ana> back\n"),
        (
            "E-LOG",
            "2024-03-12 09:00:01 INFO start\n2024-03-12 09:00:01 ERROR no gate\n2024-03-12 09:00:02 INFO stop\n2024-03-12 09:00:03 WARN wet\n",
        ),
        ("E-LYRICS", "[Verse 1]\nThe gate is closed\nThe gate is closed\n[Chorus]\nOh the gate\n"),
        ("E-SCRIPT", "INT. BARN - NIGHT\n\nANA\nWho is there?\n\n(aside)\n\nEXT. BARN - DAY\n\nBEN\nMe.\n\nFADE OUT\n"),
        ("E-CHAPTERS", "00:00 Intro\n02:29 Sponsors\n05:10 The first lock\n17:45 Weirs\n44:12 Goodbye\n"),
        ("E-SCHEDULE", "9:00 Registration\n9:30 Opening words\n10:45 Coffee break\n11:00 Locks\n12:30 Lunch\n"),
        (
            "E-RECIPE",
            "Ingredients\n2 cups flour\n1 tsp salt\n\nMethod\nMix the flour and salt.\nBake for 20 minutes.\n",
        ),
        ("E-SCRIPTURE", "3:14 As it was\n3:15 so it is\n3:16 and will be\n3:17 for ever\n3:18 and more\n"),
        ("E-SPORT", "12' Goal, Norlund\n34' Yellow card\n45+1' Half time\n67' Substitution\n"),
        ("E-LOCKED", "Lock Talk\nTranscript\nSign in to read the transcript.\n"),
        ("E-DATA", "id,depth,flow\n1,2.5,3.1\n2,2.6,3.0\n3,2.7,2.9\n"),
        ("E-LIST", "- rope\n- two buckets\n- a lamp\n- oil\n"),
        ("E-FORM", "Name: Ada Quill\nBorn: 1970\nCity: Norlund\nPhone: 12345\nEmail: a@b.example\n"),
        ("E-ARTICLE", include_str!("../../../seeds/000_bdba847b4ba673c3.txt")),
        ("E-ARTICLE", include_str!("../../../seeds/001_537d6509acaf3f4e.txt")),
        ("E-ARTICLE", include_str!("../../../seeds/002_80e6bf16da0966dc.txt")),
    ] {
        assert_eq!(code_of(text), code, "{text:.80}");
    }
}

#[test]
fn the_message_says_what_was_seen_and_what_is_missing() {
    let error = near_miss(&Page::new("00:00 Intro\n02:29 Sponsors\n05:10 The first lock\n", 0));
    assert_eq!(
        error.to_string(),
        "time marks look like chapters (3 time marks with 0.02 words a second between them; speech has 1.2 to 4.5)\n  = help: a \
         transcript has lines such as `Name (12:34): …` or `Name: …` for at least four turns, or captions on one long line; if this is \
         one, name its form with --from"
    );
}
