//! A transcript into a script.

use super::super::captions::out::{OutCue, OutLine, emphasised, for_each_cue, push_number};
use super::super::captions::rows::OneLine;
use super::super::{SpeakerNames, WriteOptions};
use super::{FORMAT, LABELS};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Block, Style, Transcript};

/// The style that events have which bring none.
const STYLES: &str = "[V4+ Styles]\n\
    Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
    Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
    MarginV, Encoding\n\
    Style: Default,Arial,48,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,2,1,2,40,40,36,1\n";

const EVENTS: &str = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
const MARKED: &str = "[Events]\nFormat: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

/// What the script could not hold, counted.
#[derive(Default)]
struct Lost {
    before_zero: usize,
    names: usize,
    split: usize,
}

pub(super) fn write(transcript: &Transcript, options: &WriteOptions, out: &mut String) -> Vec<Diagnostic> {
    out.reserve(transcript.text().len() * 2 + 1_024);
    let own = transcript.source.format == FORMAT.id;
    let mut blocks = transcript.blocks().iter().filter(|_| own).peekable();
    let header = blocks.next_if(|block| block.kind == "header").map(|block| block.text.as_str());
    // Version 4 of SSA calls the first field otherwise; its styles tell it.
    let marked = header.is_some_and(|header| {
        let header = header.to_ascii_lowercase();
        header.contains("[v4 styles]") && !header.contains("[v4+ styles]")
    });
    let events = if marked { MARKED } else { EVENTS };
    match header {
        Some(header) => {
            out.push_str(header);
            out.push('\n');
        }
        None => head(transcript, out),
    }
    out.push('\n');
    out.push_str(events);
    // Labels in the text say who speaks in a script of our own without names, and go on doing so.
    let labels = transcript.source.layout.as_deref() == Some(LABELS);
    let labelled = own && labels && options.speakers == SpeakerNames::Turns;
    let mut lost = Lost::default();
    let mut doubts = for_each_cue(
        transcript,
        |_| 0,
        |cue| {
            while let Some(block) =
                blocks.next_if(|block| cue.source.is_some_and(|source| block.cue as usize <= source))
            {
                push_block(block, events, out);
            }
            if labelled {
                push_head(cue, "", own, marked, &mut lost, out);
                let form = OneLine { id: FORMAT.id, wrap: "\\N", signs, escape };
                form.push(transcript, cue, options.speakers, out);
                out.push('\n');
            } else {
                push_cue(transcript, cue, own, marked, &mut lost, out);
            }
        },
    );
    let left: Vec<&Block> = blocks.collect();
    for (index, block) in left.iter().enumerate() {
        push_block(block, if index + 1 < left.len() { events } else { "" }, out);
    }
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            doubts.push(Diagnostic::warning(Code::NotHeld, format!("{count} {what}")));
        }
    };
    say(lost.before_zero, "cues start before zero: players can't show that, and they start at zero");
    say(lost.names, "names have a comma, which ends a field of ASS: it is written as a semicolon");
    say(lost.split, "cues have several speakers: each of them has an event of its own");
    doubts
}

fn head(transcript: &Transcript, out: &mut String) {
    out.push_str("[Script Info]\n");
    if let Some(title) = &transcript.meta.title {
        out.push_str("Title: ");
        out.extend(title.chars().map(|c| if c.is_control() { ' ' } else { c }));
        out.push('\n');
    }
    out.push_str("ScriptType: v4.00+\nWrapStyle: 0\nScaledBorderAndShadow: yes\nPlayResX: 1280\nPlayResY: 720\n\n");
    out.push_str(STYLES);
}

/// Lines that are no cues, back in their place. Behind another section the events need their head again.
fn push_block(block: &Block, events: &str, out: &mut String) {
    match block.kind.as_ref() {
        "Comment" | "Dialogue" => {
            out.push_str(&block.kind);
            out.push_str(": ");
            out.push_str(&block.text);
            out.push('\n');
        }
        _ => {
            let section = block.text.lines().any(|line| line.starts_with('['));
            if section {
                out.push('\n');
            }
            out.push_str(&block.text);
            out.push('\n');
            if section && !events.is_empty() {
                out.push('\n');
                out.push_str(events);
            }
        }
    }
}

fn push_cue(transcript: &Transcript, cue: &OutCue<'_, '_>, own: bool, marked: bool, lost: &mut Lost, out: &mut String) {
    lost.before_zero += usize::from(!own && cue.start < 0);
    let mut voices = cue.lines.chunk_by(|_, next| !next.opens_voice).peekable();
    let several = cue.has_voices() && cue.lines.iter().any(|line| line.speaker != cue.lines[0].speaker);
    lost.split += usize::from(several);
    let whole = voices.next_if(|_| !several).is_some() || voices.peek().is_none();
    if whole {
        return push_event(transcript, cue, cue.lines, own, marked, lost, out);
    }
    for voice in voices {
        push_event(transcript, cue, voice, own, marked, lost, out);
    }
}

fn push_event(
    transcript: &Transcript,
    cue: &OutCue<'_, '_>,
    lines: &[OutLine<'_>],
    own: bool,
    marked: bool,
    lost: &mut Lost,
    out: &mut String,
) {
    push_head(cue, lines.first().and_then(|line| line.speaker).unwrap_or(""), own, marked, lost, out);
    let markup = cue.extra.filter(|_| own).and_then(|extra| extra.markup.as_deref());
    if let Some(markup) = markup {
        out.extend(markup.split('\n').flat_map(|line| ["\\N", line]).skip(1));
    } else if !push_karaoke(transcript, cue, lines, out) {
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                out.push_str("\\N");
            }
            push_dash(line, out);
            emphasised(transcript, line, signs, escape, out);
        }
    }
    out.push('\n');
}

/// All of an event but its text.
fn push_head(cue: &OutCue<'_, '_>, name: &str, own: bool, marked: bool, lost: &mut Lost, out: &mut String) {
    let extra = cue.extra.filter(|_| own);
    let setting = |name: &str| {
        let settings = extra.map_or(&[][..], |extra| &extra.settings);
        settings.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    out.push_str("Dialogue: ");
    out.push_str(setting("layer").unwrap_or(if marked { "Marked=0" } else { "0" }));
    for time in [cue.start, cue.end] {
        out.push(',');
        push_time(time, own, out);
    }
    out.push(',');
    out.push_str(extra.and_then(|extra| extra.style.as_deref()).unwrap_or("Default"));
    out.push(',');
    lost.names += usize::from(name.contains(','));
    out.extend(name.chars().map(|c| match c {
        ',' => ';',
        '\n' | '\r' => ' ',
        c => c,
    }));
    for margin in ["marginl", "marginr", "marginv"] {
        out.push(',');
        out.push_str(setting(margin).unwrap_or("0"));
    }
    out.push(',');
    out.push_str(setting("effect").unwrap_or(""));
    out.push(',');
}

/// Somebody else begins to speak, and nobody knows who: the field for names can't say so.
fn push_dash(line: &OutLine<'_>, out: &mut String) {
    if line.speaker.is_none() && line.opens_turn && line.new_speaker {
        out.push_str("- ");
    }
}

/// Appends `H:MM:SS.cc`, rounded with carry.
fn push_time(ms: i64, signed: bool, out: &mut String) {
    if ms < 0 && signed {
        out.push('-');
    }
    let ms = if signed { ms.unsigned_abs() } else { ms.max(0).unsigned_abs() };
    let centis = hundredths(ms);
    push_number(centis / 360_000, out);
    for (sign, value) in [(':', centis / 6_000 % 60), (':', centis / 100 % 60), ('.', centis % 100)] {
        out.push(sign);
        out.push(char::from(b'0' + (value / 10) as u8));
        out.push(char::from(b'0' + (value % 10) as u8));
    }
}

fn hundredths(ms: u64) -> u64 {
    ms / 10 + u64::from(ms % 10 >= 5)
}

/// Appends the lines with a syllable for each word, if all words are timed and follow each other within the cue.
fn push_karaoke(transcript: &Transcript, cue: &OutCue<'_, '_>, lines: &[OutLine<'_>], out: &mut String) -> bool {
    let times = &transcript.word_times;
    let first = lines.first().map_or(0, |line| times.partition_point(|time| (time.at as usize) < line.at));
    let centis = |ms: i64| hundredths(ms.max(0).unsigned_abs()) as i64;
    let begin = centis(cue.start);
    // Start and end of every word, in hundredths since the cue's start.
    let mut spans: Vec<(i64, Option<i64>)> = Vec::new();
    let mut next = first;
    for line in lines {
        for word in line.text.split_whitespace() {
            let at = line.at + (word.as_ptr() as usize - line.text.as_ptr() as usize);
            while times.get(next).is_some_and(|time| (time.at as usize) < at) {
                next += 1;
            }
            let Some(time) = times.get(next).filter(|time| time.at as usize == at) else { return false };
            let Some(start) = time.start() else { return false };
            let start = centis(start.at.millis()) - begin;
            if start < spans.last().map_or(0, |(last, _)| *last) {
                return false;
            }
            spans.push((start, time.end().map(|end| centis(end.at.millis()) - begin)));
        }
    }
    if spans.is_empty() {
        return false;
    }
    let end = centis(cue.end) - begin;
    let (mut clock, mut index) = (0, 0);
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            out.push_str("\\N");
        }
        push_dash(line, out);
        for (place, word) in line.text.split_whitespace().enumerate() {
            if place > 0 {
                out.push(' ');
            }
            let (start, own_end) = spans[index];
            index += 1;
            let limit = spans.get(index).map(|(next, _)| *next);
            let until = own_end.or(limit).unwrap_or(end).clamp(start, limit.unwrap_or(i64::MAX).max(start));
            if start > clock {
                push_syllable(start - clock, out);
            }
            push_syllable(until - start, out);
            clock = until;
            let at = line.at + (word.as_ptr() as usize - line.text.as_ptr() as usize);
            emphasised(transcript, &OutLine { text: word, at, ..*line }, signs, escape, out);
        }
    }
    true
}

fn push_syllable(centis: i64, out: &mut String) {
    out.push_str("{\\k");
    push_number(centis.max(0).unsigned_abs(), out);
    out.push('}');
}

fn signs(style: Style) -> Option<(&'static str, &'static str)> {
    Some(match style {
        Style::Italic => ("{\\i1}", "{\\i0}"),
        Style::Bold => ("{\\b1}", "{\\b0}"),
        Style::Underline => ("{\\u1}", "{\\u0}"),
        Style::Strike => ("{\\s1}", "{\\s0}"),
    })
}

/// Braces would open a code, and a backslash before some letters is one: a joiner without width keeps them apart.
fn escape(text: &str, out: &mut String) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' => {
                out.push('\\');
                out.push(letter);
            }
            '\\' => {
                out.push('\\');
                if letters.peek().is_none_or(|next| matches!(next, 'N' | 'n' | 'h' | '{' | '}')) {
                    out.push('\u{2060}');
                }
            }
            '\n' => out.push_str("\\N"),
            '\r' => out.push(' '),
            _ => out.push(letter),
        }
    }
}
