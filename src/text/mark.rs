//! Spellings of a time: on a clock (`0:07`, `01:15:10,2`), in letters (`1m23s`), in words, as ranges and links.
//!
//! [`mark`] reads the forms that stand in front of speech on their own account. [`stamp`] reads every form, for places
//! where something else says that a time must stand there: brackets, a table's column, the head of each line.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_until, take_while, take_while_m_n};
use nom::character::complete::{char, one_of, space0, space1};
use nom::combinator::{map, not, opt, peek, recognize, value, verify};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::model::Clock;

/// A mark as it is written. The number is always read literally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Milliseconds, or `None` where seconds, or minutes after hours, pass 59: no clock shows such a time.
    pub millis: Option<i64>,
    /// Two fields or three.
    pub fields: u8,
}

/// A time in any spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Where it starts, in milliseconds on its clock; `None` where no clock shows such a time.
    pub start: Option<i64>,
    /// Where it ends, for a range.
    pub end: Option<i64>,
    /// Which clock it is on, as far as the spelling tells.
    pub clock: Clock,
    /// How it is spelt.
    pub spelling: Spelling,
}

/// The ways to spell a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spelling {
    /// `7:05`, `1:02:03`, `00:01.102`, also with full-width digits and colons.
    Clock,
    /// `0:0:4.2`: each field may have one digit.
    Unpadded,
    /// `01:00:12:14`: a count of frames is left out, since its rate is not known.
    Frames,
    /// `83s`, `1m23s`, `5'30"`.
    Letters,
    /// `1 hour, 2 minutes, 3 seconds`.
    Words,
    /// `#00:01:23-4#`: tenths of a second behind a hyphen.
    Tenths,
    /// `11:01 am`, `0733:34`: a time of day.
    Day,
    /// `T+00:01:12`, `-00:00:09`, `04 06 45 58`: time since an event.
    Mission,
    /// `1分23秒`, `2분 3초`.
    Cjk,
    /// `702.176`: seconds and nothing else.
    Seconds,
    /// `[0:12](…)`, `<a href="…">0:12</a>`.
    Link,
    /// `0:00 - 0:20`.
    Range,
}

/// Reads a mark at the start of `text`; gives it with what follows.
///
/// `mark = field ":" 2DIGIT [":" 2DIGIT] [fraction]`. Two fields are minutes and seconds, and minutes may pass 59.
///
/// ```
/// use fireside::text::mark;
/// let (mark, rest) = mark("01:15:10.25): and so").unwrap();
/// assert_eq!((mark.millis, rest), (Some(4_510_250), "): and so"));
/// assert_eq!(fireside::text::mark("99:99").unwrap().0.millis, None);
/// assert!(fireside::text::mark("3:1 ratio").is_none());
/// ```
pub fn mark(text: &str) -> Option<(Mark, &str)> {
    // Nearly every candidate fails or is plain: both are told from the first bytes.
    let first = text.as_bytes().first()?;
    if !first.is_ascii_digit() && *first < 0x80 {
        return None;
    }
    match plain_mark(text.as_bytes()) {
        Some((mark, length)) => Some((mark, text.get(length..)?)),
        None => mark_rule(text).ok().map(|(rest, mark)| (mark, rest)),
    }
}

/// The commonest marks without the grammar: `MM:SS`, `H:MM:SS` and the like, when no digit, colon or fraction follows.
/// Gives the mark and its length in bytes; `None` leaves it to the grammar.
pub(crate) fn plain_mark(text: &[u8]) -> Option<(Mark, usize)> {
    let digit = |at: usize| text.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10).map(i64::from);
    let (mut first, mut at) = (digit(0)?, 1);
    while at < 3
        && let Some(more) = digit(at)
    {
        first = first * 10 + more;
        at += 1;
    }
    let pair = |at: usize| (text.get(at) == Some(&b':')).then(|| Some(digit(at + 1)? * 10 + digit(at + 2)?)).flatten();
    let second = pair(at)?;
    at += 3;
    let (hours, minutes, seconds, fields) = match pair(at) {
        Some(third) => {
            at += 3;
            (first, second, third, 3)
        }
        None => (0, first, second, 2),
    };
    if text.get(at).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',' | 0x80..)) {
        return None;
    }
    let sound = seconds < 60 && (fields == 2 || minutes < 60);
    let millis = sound.then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000);
    Some((Mark { millis, fields }, at))
}

/// Reads a time in any spelling at the start of `text`; gives it with what follows.
///
/// ```
/// use fireside::text::{Spelling, stamp};
/// let read = |text| stamp(text).map(|(stamp, rest)| (stamp.start, stamp.end, stamp.spelling, rest));
/// assert_eq!(read("1m23s go"), Some((Some(83_000), None, Spelling::Letters, " go")));
/// assert_eq!(read("0:00 - 0:20"), Some((Some(0), Some(20_000), Spelling::Range, "")));
/// assert_eq!(read("11:01 am"), Some((Some(39_660_000), None, Spelling::Day, "")));
/// ```
pub fn stamp(text: &str) -> Option<(Stamp, &str)> {
    alt((range, single)).parse(text).ok().map(|(rest, stamp)| (stamp, rest))
}

/// `range = single separator single`
fn range(i: &str) -> IResult<&str, Stamp> {
    let (i, (from, to)) = (terminated(bound, separator), bound).parse(i)?;
    Ok((i, Stamp { end: to.start, spelling: Spelling::Range, ..from }))
}

/// `bound = clock times and seconds: what may stand on either side of a range`
fn bound(i: &str) -> IResult<&str, Stamp> {
    alt((day, frames, clock, unpadded, letters, seconds)).parse(i)
}

/// `separator = "-->" / "->" / "→" / "–" / "—" / "-" / "|" / "," / TAB / SP "to" SP`
fn separator(i: &str) -> IResult<&str, &str> {
    let sign = alt((tag("-->"), tag("->"), tag("→"), tag("–"), tag("—"), tag("-"), tag("|"), tag(",")));
    alt((delimited(space0, sign, space0), delimited(space1, tag_no_case("to"), space1), tag("\t"))).parse(i)
}

/// `single = link / tenths / mission / day / frames / clock / unpadded / cjk / letters / words / seconds`
fn single(i: &str) -> IResult<&str, Stamp> {
    alt((link, tenths, mission, day, frames, clock, unpadded, cjk, letters, spelled, seconds)).parse(i)
}

fn media(spelling: Spelling, start: Option<i64>) -> Stamp {
    Stamp { start, end: None, clock: Clock::Media, spelling }
}

/// Milliseconds of hours, minutes, seconds; `None` where minutes or seconds pass 59.
fn shown(hours: i64, minutes: i64, seconds: i64, millis: i64) -> Option<i64> {
    (minutes < 60 && seconds < 60).then_some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis)
}

/// `clock = mark`
fn clock(i: &str) -> IResult<&str, Stamp> {
    map(mark_rule, |mark| media(Spelling::Clock, mark.millis)).parse(i)
}

/// `mark = 1*3DIGIT colon 2DIGIT [colon 2DIGIT] [fraction]`, not followed by a digit or a colon and a digit
fn mark_rule(i: &str) -> IResult<&str, Mark> {
    let (i, first) = terminated(digits(1, 3), colon).parse(i)?;
    let (i, second) = digits(2, 2).parse(i)?;
    let (i, third) = opt(preceded(colon, digits(2, 2))).parse(i)?;
    let (i, millis) = opt(fraction).parse(i)?;
    let (i, _) = not(peek(alt((recognize(digit), recognize((colon, digit)))))).parse(i)?;
    let millis = millis.unwrap_or(0);
    Ok(match third {
        Some(third) => (i, Mark { millis: shown(first, second, third, millis), fields: 3 }),
        None => (i, Mark { millis: (second < 60).then_some((first * 60 + second) * 1_000 + millis), fields: 2 }),
    })
}

/// `unpadded = 1*3DIGIT ":" 1*2DIGIT ":" 1*2DIGIT [fraction]`
fn unpadded(i: &str) -> IResult<&str, Stamp> {
    let (i, (hours, _, minutes, _, seconds)) = (digits(1, 3), colon, digits(1, 2), colon, digits(1, 2)).parse(i)?;
    let (i, millis) = terminated(opt(fraction), not(peek(digit))).parse(i)?;
    Ok((i, media(Spelling::Unpadded, shown(hours, minutes, seconds, millis.unwrap_or(0)))))
}

/// `frames = 2DIGIT (":" / ";") 2DIGIT (":" / ";") 2DIGIT (":" / ";") 2DIGIT`
fn frames(i: &str) -> IResult<&str, Stamp> {
    let sign = || one_of(":;");
    let fields = (digits(2, 2), sign(), digits(2, 2), sign(), digits(2, 2), sign(), digits(2, 2), not(peek(digit)));
    map(fields, |(hours, _, minutes, _, seconds, ..)| media(Spelling::Frames, shown(hours, minutes, seconds, 0)))
        .parse(i)
}

/// `letters = [n "h"] [n ("m" / "'")] [n [fraction] ("s" / DQUOTE)]`, at least one of them
fn letters(i: &str) -> IResult<&str, Stamp> {
    let hours = opt(terminated(digits(1, 3), one_of("hH")));
    let minutes =
        opt(terminated(digits(1, 3), (alt((value((), one_of("mM'’′")), value((), tag("min")))), not(peek(tag("s"))))));
    let (i, (hours, minutes)) = (hours, minutes).parse(i)?;
    // `1h02'10` and `00h12m05` leave the sign of the last field out.
    let bare = hours.is_some() || minutes.is_some();
    let sign = alt((value((), one_of("sS\"”″")), verify(map(not(peek(digit)), |_| ()), move |()| bare)));
    let (i, seconds) = opt(terminated((digits(1, 5), opt(fraction)), sign)).parse(i)?;
    let (i, _) = not(peek(verify(nom::character::complete::anychar, |c: &char| c.is_alphanumeric()))).parse(i)?;
    if hours.is_none() && minutes.is_none() && seconds.is_none() {
        return Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Verify)));
    }
    let (seconds, millis) = seconds.map_or((0, 0), |(seconds, millis)| (seconds, millis.unwrap_or(0)));
    let at = ((hours.unwrap_or(0) * 60 + minutes.unwrap_or(0)) * 60 + seconds) * 1_000 + millis;
    Ok((i, media(Spelling::Letters, Some(at))))
}

/// `words = [n "hour" ["s"]] [n "minute" ["s"]] [n "second" ["s"]]`, at least one of them, with commas or `and` between
fn spelled(i: &str) -> IResult<&str, Stamp> {
    let part = |unit: &'static str| {
        let between = opt((opt(char(',')), space1, opt((tag("and"), space1))));
        opt(delimited(between, terminated(digits(1, 3), space1), (tag_no_case(unit), opt(char('s')))))
    };
    let (i, (hours, minutes, seconds)) = (part("hour"), part("minute"), part("second")).parse(i)?;
    match (hours, minutes, seconds) {
        (None, None, None) => Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Verify))),
        (h, m, s) => {
            let at = ((h.unwrap_or(0) * 60 + m.unwrap_or(0)) * 60 + s.unwrap_or(0)) * 1_000;
            Ok((i, media(Spelling::Words, Some(at))))
        }
    }
}

/// `tenths = "#" 2DIGIT ":" 2DIGIT ":" 2DIGIT "-" DIGIT "#"`
fn tenths(i: &str) -> IResult<&str, Stamp> {
    let fields = (digits(2, 2), colon, digits(2, 2), colon, digits(2, 2), char('-'), digits(1, 1));
    let at = |(hours, _, minutes, _, seconds, _, tenth)| shown(hours, minutes, seconds, tenth * 100);
    map(delimited(char('#'), fields, char('#')), |fields| media(Spelling::Tenths, at(fields))).parse(i)
}

/// `day = 1*2DIGIT ":" 2DIGIT [":" 2DIGIT] [SP] ("a" / "p") ["."] "m" ["."] [SP zone] / 4DIGIT ":" 2DIGIT`
fn day(i: &str) -> IResult<&str, Stamp> {
    alt((half_day, compact)).parse(i)
}

fn half_day(i: &str) -> IResult<&str, Stamp> {
    let (i, (hours, _, minutes, seconds, _)) =
        (digits(1, 2), colon, digits(2, 2), opt(preceded(colon, digits(2, 2))), space0).parse(i)?;
    let (i, half) = terminated(one_of("aApP"), (opt(char('.')), one_of("mM"), opt(char('.')))).parse(i)?;
    let zone = verify(take_while_m_n(2, 4, |c: char| c.is_ascii_uppercase()), |zone: &str| zone.ends_with('T'));
    let (i, _) = opt(preceded(space1, zone)).parse(i)?;
    let sound = (1..=12).contains(&hours);
    let hours = hours % 12 + if half.eq_ignore_ascii_case(&'p') { 12 } else { 0 };
    let start = shown(hours, minutes, seconds.unwrap_or(0), 0).filter(|_| sound);
    Ok((i, Stamp { start, end: None, clock: Clock::Wall, spelling: Spelling::Day }))
}

/// `compact = 4DIGIT ":" 2DIGIT`: hours and minutes in one field
fn compact(i: &str) -> IResult<&str, Stamp> {
    let mut fields =
        (digits(2, 2), digits(2, 2), colon, digits(2, 2), not(peek(alt((recognize(digit), recognize(colon))))));
    let (i, (hours, minutes, _, seconds, ())) = fields.parse(i)?;
    let start = shown(hours, minutes, seconds, 0).filter(|_| hours < 24);
    Ok((i, Stamp { start, end: None, clock: Clock::Wall, spelling: Spelling::Day }))
}

/// `mission = ["T"] ("+" / "-") mark / 2DIGIT SP 2DIGIT SP 2DIGIT SP 2DIGIT`: the latter starts with days
fn mission(i: &str) -> IResult<&str, Stamp> {
    let of = |start| Stamp { start, end: None, clock: Clock::Mission, spelling: Spelling::Mission };
    let signed = map((opt(char('T')), one_of("+-−"), mark_rule), move |(_, sign, mark)| {
        of(mark.millis.map(|at| if sign == '+' { at } else { -at }))
    });
    let days =
        (digits(2, 2), char(' '), digits(2, 2), char(' '), digits(2, 2), char(' '), digits(2, 2), not(peek(digit)));
    let days = map(days, move |(days, _, hours, _, minutes, _, seconds, ())| {
        of(shown(days * 24 + hours, minutes, seconds, 0).filter(|_| hours < 24))
    });
    alt((signed, days)).parse(i)
}

/// `cjk = [n ("時間" / "小时" / "시간")] [n ("分" ["钟" / "鐘"] / "분")] [n ("秒" / "초")]`, at least one of them
fn cjk(i: &str) -> IResult<&str, Stamp> {
    let field = || preceded(space0, digits(1, 3));
    let hours = opt(terminated(field(), alt((tag("時間"), tag("小时"), tag("小時"), tag("시간")))));
    let minutes = opt(terminated(field(), alt((tag("分钟"), tag("分鐘"), tag("分"), tag("분")))));
    let seconds = opt(terminated(field(), alt((tag("秒"), tag("초")))));
    let (i, (hours, minutes, seconds)) = (hours, minutes, seconds).parse(i)?;
    if hours.is_none() && minutes.is_none() && seconds.is_none() {
        return Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Verify)));
    }
    let at = ((hours.unwrap_or(0) * 60 + minutes.unwrap_or(0)) * 60 + seconds.unwrap_or(0)) * 1_000;
    Ok((i, media(Spelling::Cjk, Some(at))))
}

/// `seconds = 1*6DIGIT "." 1*9DIGIT ["s"]`
fn seconds(i: &str) -> IResult<&str, Stamp> {
    let number = (digits(1, 6), preceded(peek(char('.')), fraction), opt(char('s')), not(peek(one_of(".0123456789"))));
    map(number, |(seconds, millis, ..)| media(Spelling::Seconds, Some(seconds * 1_000 + millis))).parse(i)
}

/// The longest link, in bytes.
const LINK: usize = 2_048;

/// `link = "[" visible "](" target ")" / "<a" attributes ">" visible "</a>"`: the visible time counts, else `t=` of the target
fn link(i: &str) -> IResult<&str, Stamp> {
    // No link is longer than is looked at, so that many signs that open none cost little.
    let near = i.get(..(0..=LINK.min(i.len())).rev().find(|end| i.is_char_boundary(*end)).unwrap_or(0)).unwrap_or("");
    let markdown = (delimited(char('['), take_until("]"), tag("](")), terminated(take_until(")"), char(')')));
    let html = (delimited(tag("<a "), take_until(">"), char('>')), terminated(take_until("</a>"), tag("</a>")));
    let (rest, (visible, target)) = alt((markdown, map(html, |(target, visible)| (visible, target)))).parse(near)?;
    let rest = i.get(near.len() - rest.len()..).unwrap_or("");
    let at = match mark_rule(visible.trim()) {
        Ok(("", mark)) => mark.millis,
        _ => target_time(target),
    };
    match at {
        Some(at) => Ok((rest, media(Spelling::Link, Some(at)))),
        None => Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Verify))),
    }
}

/// Seconds in a link's target: `t=83`, `t=1m23s`, `start=83`.
fn target_time(target: &str) -> Option<i64> {
    let value = ["?t=", "&t=", "#t=", "?start=", "&start=", ";t="].iter().find_map(|key| target.split_once(key))?.1;
    let end = value.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(value.len());
    let value = value.get(..end)?;
    match letters(value) {
        Ok(("", stamp)) => stamp.start,
        _ => value.parse::<u32>().ok().map(|seconds| i64::from(seconds) * 1_000),
    }
}

/// `fraction = ("." / ",") 1*9DIGIT`: a decimal fraction of a second, in whole milliseconds.
fn fraction(i: &str) -> IResult<&str, i64> {
    let (i, digits) = preceded(one_of(".,"), take_while_m_n(1, 9, |c: char| c.is_ascii_digit())).parse(i)?;
    let millis = digits.bytes().chain(*b"00").take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Ok((i, millis))
}

/// `colon = ":" / "：" / "∶"`
fn colon(i: &str) -> IResult<&str, char> {
    one_of(":：∶").parse(i)
}

/// `digit = ASCII digit / full-width digit`
fn digit(i: &str) -> IResult<&str, i64> {
    map(verify(nom::character::complete::anychar, |c: &char| digit_of(*c).is_some()), |c| digit_of(c).unwrap_or(0))
        .parse(i)
}

fn digit_of(c: char) -> Option<i64> {
    match c {
        '0'..='9' => Some(i64::from(c as u32 - '0' as u32)),
        '０'..='９' => Some(i64::from(c as u32 - '０' as u32)),
        _ => None,
    }
}

/// From `least` to `most` digits: a bound in the grammar leaves nothing to overflow.
fn digits<'t>(least: usize, most: usize) -> impl Parser<&'t str, Output = i64, Error = nom::error::Error<&'t str>> {
    let run = take_while_m_n(least, most, |c: char| digit_of(c).is_some());
    map(run, |run: &str| run.chars().filter_map(digit_of).fold(0, |sum, digit| sum * 10 + digit))
}

/// Signs and words that decorate a mark in front: `@0:00`, `⏱ 0:12`, `TC 01:02:03`, `Starting point is 0:12`.
pub fn undecorated(text: &str) -> &str {
    let rule = |i| -> IResult<&str, &str> {
        let words = alt((tag_no_case("starting point is "), tag_no_case("timestamp: "), tag_no_case("tc "), tag("t=")));
        recognize((take_while(|c: char| "@⏱▶►•· *_`|".contains(c)), opt(words))).parse(i)
    };
    rule(text).map_or(text, |(rest, _)| rest)
}

#[cfg(test)]
mod tests;
