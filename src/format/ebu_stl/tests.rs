use super::super::captions::testing::rows;
use super::*;

/// A first block with this disk format code, display standard, character code table and start of the programme.
fn gsi(format: &str, standard: u8, table: &str, start: &str, blocks: usize) -> Vec<u8> {
    let mut gsi = vec![b' '; GSI];
    let mut put = |at: usize, bytes: &[u8]| gsi[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"850");
    put(3, format.as_bytes());
    put(11, &[standard]);
    put(12, table.as_bytes());
    put(14, b"09");
    put(16, b"The Bell Ringers of \x90skil");
    put(238, format!("{blocks:05}").as_bytes());
    put(255, b"1");
    put(256, start.as_bytes());
    gsi
}

struct Block<'b> {
    number: u16,
    extension: u8,
    cumulative: u8,
    times: [[u8; 4]; 2],
    comment: u8,
    text: &'b [u8],
}

const PLAIN: Block<'static> =
    Block { number: 1, extension: 0xFF, cumulative: 0, times: [[0, 0, 1, 0], [0, 0, 2, 12]], comment: 0, text: b"" };

fn file(head: Vec<u8>, blocks: &[Block<'_>]) -> Vec<u8> {
    let mut bytes = head;
    for block in blocks {
        let number = block.number.to_le_bytes();
        bytes.extend([0, number[0], number[1], block.extension, block.cumulative]);
        bytes.extend(block.times.concat());
        bytes.extend([20, 2, block.comment]);
        bytes.extend(block.text);
        bytes.resize(bytes.len().next_multiple_of(TTI), 0x8F);
    }
    bytes
}

fn reading(bytes: &[u8]) -> Reading {
    read(bytes, &Hints::default()).unwrap()
}

fn cues(reading: &Reading) -> Vec<(i64, i64, String)> {
    rows(&reading.transcript)
}

fn text_of(table: &str, standard: u8, text: &[u8]) -> Reading {
    reading(&file(gsi("STL25.01", standard, table, "00000000", 1), &[Block { text, ..PLAIN }]))
}

#[test]
fn frames_become_milliseconds() {
    let at25 = reading(&file(gsi("STL25.01", b'0', "00", "00000000", 1), &[Block { text: b"On", ..PLAIN }]));
    assert_eq!(cues(&at25), [(1_000, 2_480, "On".to_owned())]);
    assert_eq!(at25.diagnostics, []);
    let at30 = reading(&file(gsi("STL30.01", b'0', "00", "00000000", 1), &[Block { text: b"On", ..PLAIN }]));
    assert_eq!(cues(&at30), [(1_000, 2_400, "On".to_owned())]);
    let unknown = file(gsi("STLxx.01", b'0', "00", "00000000", 1), &[Block { text: b"On", ..PLAIN }]);
    assert_eq!(cues(&reading(&unknown))[0].1, 2_480);
    assert_eq!(reading(&unknown).diagnostics[0].code, Code::Assumed);
    let hints = Hints { rate: FrameRate::new(24, 1) };
    assert_eq!(cues(&read(&unknown, &hints).unwrap())[0].1, 2_500);
}

#[test]
fn times_count_from_the_start_of_the_programme() {
    let late = Block { text: b"On", times: [[10, 0, 5, 0], [10, 0, 6, 0]], ..PLAIN };
    let begun = reading(&file(gsi("STL25.01", b'0', "00", "10000000", 1), std::slice::from_ref(&late)));
    assert_eq!(cues(&begun), [(5_000, 6_000, "On".to_owned())]);
    assert_eq!(begun.diagnostics.len(), 1);
    // A start that one subtitle comes before is none of the programme's.
    let early = Block { text: b"In", ..PLAIN };
    let mixed = reading(&file(gsi("STL25.01", b'0', "00", "10000000", 2), &[early, late]));
    assert_eq!(cues(&mixed)[1].0, 36_005_000);
    assert_eq!(reading(&file(gsi("STL25.01", b'0', "00", "        ", 1), &[PLAIN])).diagnostics, []);
}

#[test]
fn lines_codes_and_fillers() {
    let read =
        text_of("00", b'1', b"\x0D\x0B\x0B\x03Is it\x07on?\x0A\x0A\x8A\x8A\x0D\x0B\x0BIt  is.\x0A\x0A\x8F\x8Fgarbage");
    assert_eq!(cues(&read)[0].2, "Is it on?\nIt is.");
    assert_eq!(cues(&text_of("00", b'0', b"\x8F\x8FYes.\x8A"))[0].2, "Yes.");
    assert_eq!(cues(&text_of("00", b'0', b""))[0].2, "");
}

#[test]
fn italics_and_underline_are_emphasis() {
    let read = text_of("00", b'0', b"He \x80said \x82no\x83\x81 \x84twice\x85\x8A\x80and left");
    assert_eq!(cues(&read)[0].2, "He said no twice\nand left");
    let transcript = &read.transcript;
    let emphasis: Vec<_> = transcript
        .emphasis()
        .iter()
        .map(|one| (&transcript.text()[one.text.start as usize..one.text.end as usize], one.style))
        .collect();
    assert_eq!(emphasis, [("said no", Style::Italic), ("no", Style::Underline), ("and left", Style::Italic)]);
}

#[test]
fn letters_of_other_scripts_and_their_places() {
    let bytes =
        file(gsi("STL25.01", b'0', "00", "00000000", 1), &[Block { text: b"Le caf\xC2e, d\xC2ej\xC1a", ..PLAIN }]);
    let transcript = reading(&bytes).transcript;
    assert_eq!(transcript.text(), "Le café, déjà");
    let word = transcript.words().nth(2).unwrap().origin().unwrap();
    assert_eq!(&bytes[word.bytes], b"d\xC2ej\xC1a");
    assert_eq!(text_of("01", b'0', b"\xBF\xE0\xD8\xD2\xD5\xE2").transcript.text(), "Привет");
    assert_eq!(text_of("04", b'0', b"\xF9\xEC\xE5\xED").transcript.text(), "שלום");
    let odd = text_of("77", b'0', b"caf\xC2e \xDA");
    assert_eq!(odd.transcript.text(), "café \u{FFFD}");
    let codes: Vec<_> = odd.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(codes, [Code::Assumed, Code::Undecodable]);
    assert_eq!(odd.transcript.meta.title.as_deref(), Some("The Bell Ringers of Éskil"));
}

#[test]
fn extension_blocks_and_user_data() {
    let first = Block { extension: 0, text: b"The rope is older than ", ..PLAIN };
    let user = Block { extension: 0xFE, text: b"station data", ..PLAIN };
    let last = Block { text: b"the bell.", ..PLAIN };
    let next = Block { number: 2, extension: 0, text: b"It breaks", ..PLAIN };
    let other = Block { number: 3, text: b"off.", ..PLAIN };
    let read = reading(&file(gsi("STL25.01", b'0', "00", "00000000", 5), &[first, user, last, next, other]));
    let texts: Vec<_> = cues(&read).into_iter().map(|cue| cue.2).collect();
    assert_eq!(texts, ["The rope is older than the bell.", "It breaks", "off."]);
    let codes: Vec<_> = read.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(codes, [Code::CutOff, Code::LineUnread]);
    assert_eq!(read.transcript.cue_number(2), Some(3));
}

#[test]
fn comments_are_no_speech_and_cumulative_sets_add_up() {
    let comment = Block { comment: 1, text: b"check the spelling", ..PLAIN };
    let one = Block { number: 2, cumulative: 1, text: b"Knock knock.", ..PLAIN };
    let two = Block { number: 3, cumulative: 3, text: b"Who's there?", times: [[0, 0, 2, 0], [0, 0, 3, 0]], ..PLAIN };
    let read = reading(&file(gsi("STL25.01", b'0', "00", "00000000", 3), &[comment, one, two]));
    assert_eq!(read.transcript.text(), "Knock knock. Who's there?");
    let blocks: Vec<_> = read.transcript.blocks().iter().map(|block| (&*block.kind, &*block.text)).collect();
    assert_eq!(blocks[1], ("comment", "check the spelling"));
    let extra = read.transcript.cues()[1].extra.as_ref().unwrap();
    assert!(extra.settings.contains(&("cumulative".to_owned(), "last".to_owned())));
}

#[test]
fn what_is_broken_is_told() {
    let back = Block { times: [[0, 61, 0, 0], [0, 0, 2, 0]], text: b"x", ..PLAIN };
    let mut bytes = file(gsi("STL25.01", b'0', "00", "00000000", 3), &[back, Block { text: b"cut here", ..PLAIN }]);
    bytes.truncate(GSI + TTI + TEXT + 3);
    let read = reading(&bytes);
    assert_eq!(cues(&read)[1].2, "cut");
    let codes: Vec<_> = read.diagnostics.iter().map(|doubt| doubt.code).collect();
    assert_eq!(codes, [Code::TimeOutOfRange, Code::EndBeforeStart, Code::CutOff]);
    bytes.truncate(GSI + TTI);
    assert_eq!(
        reading(&bytes).diagnostics.last().map(|doubt| doubt.message.as_str()),
        Some("the file ends after 1 of 3 blocks")
    );
    bytes.truncate(300);
    assert_eq!(reading(&bytes).diagnostics.last().map(|doubt| doubt.code), Some(Code::CutOff));
    assert_eq!(reading(b"").transcript.cues().len(), 0);
}

#[test]
fn who_speaks() {
    let dash = Block { text: b"- Is it on?\x8A- It is.", ..PLAIN };
    let read = reading(&file(gsi("STL25.01", b'0', "00", "00000000", 1), &[dash]));
    assert_eq!(read.transcript.turns().map(|turn| turn.text()).collect::<Vec<_>>(), ["Is it on?", "It is."]);
    assert_eq!(cues(&read)[0].2, "- Is it on?\n- It is.");
}

#[test]
fn told_by_its_signature() {
    assert_eq!(detect(&gsi("STL25.01", b'0', "00", "00000000", 0)), 100);
    assert_eq!(detect(b"850STL"), 0);
    assert_eq!(detect(b"//Font select\n$FontName = Arial"), 0);
}

#[test]
fn padding_behind_the_last_subtitle_is_none() {
    let whole = file(gsi("STL25.01", b'0', "00", "00000000", 1), &[Block { text: b"On", ..PLAIN }]);
    for (byte, length) in [(0x00, TTI), (0x8F, 2 * TTI), (b' ', 77), (0x1A, 3 * TTI), (0xFF, TTI)] {
        let mut padded = whole.clone();
        padded.resize(whole.len() + length, byte);
        let reading = reading(&padded);
        assert_eq!(cues(&reading), [(1_000, 2_480, "On".to_owned())], "{byte:02X}");
        assert!(reading.diagnostics.iter().any(|doubt| doubt.message.contains("padding")), "{byte:02X}");
    }
}

#[test]
fn frames_past_the_last_are_told() {
    let odd = Block { text: b"On", times: [[0, 0, 1, 25], [0, 0, 3, 0]], ..PLAIN };
    let reading = reading(&file(gsi("STL25.01", b'0', "00", "00000000", 1), &[odd]));
    assert_eq!(cues(&reading), [(2_000, 3_000, "On".to_owned())]);
    assert_eq!(reading.diagnostics[0].code, Code::TimeOutOfRange);
}
