//! What a pair of bytes of line 21 means: the code tables of CEA-608.

/// What a pair of bytes means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// One or two characters of the basic set.
    Letters([Option<char>; 2]),
    /// A character of the special set.
    Special(char),
    /// A character of the extended sets, which takes the place of the one before it.
    Extended(char),
    /// Where the next character goes and how it looks: row and column from 0.
    Address {
        row: usize,
        column: usize,
        italic: bool,
        underline: bool,
    },
    /// How the next characters look.
    Style {
        italic: bool,
        underline: bool,
    },
    Command(Command),
    /// Nothing that captions know.
    Nothing,
}

/// What a decoder is told to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Command {
    /// RCL: pop-on.
    ResumeCaptionLoading,
    /// BS.
    Backspace,
    /// DER.
    DeleteToEndOfRow,
    /// RU2, RU3, RU4: roll-up with so many rows.
    RollUp(u8),
    /// RDC: paint-on.
    ResumeDirectCaptioning,
    /// TR, RTD: text that is no caption.
    TextMode,
    /// EDM.
    EraseDisplayed,
    /// CR.
    CarriageReturn,
    /// ENM.
    EraseHidden,
    /// EOC: the hidden memory is shown.
    EndOfCaption,
    /// TO1, TO2, TO3: so many columns on.
    Tab(u8),
    /// Flashing, colours of the ground, character sets: nothing that text keeps.
    Other,
}

/// The special characters `11 30` to `11 3F`. The transparent space is a space.
const SPECIAL: [char; 16] = ['®', '°', '½', '¿', '™', '¢', '£', '♪', 'à', ' ', 'è', 'â', 'ê', 'î', 'ô', 'û'];

/// The extended characters `12 20` to `12 3F`: Spanish and French.
const WESTERN: [char; 32] = [
    'Á', 'É', 'Ó', 'Ú', 'Ü', 'ü', '‘', '¡', '*', '\'', '—', '©', '℠', '•', '“', '”', 'À', 'Â', 'Ç', 'È', 'Ê', 'Ë', 'ë',
    'Î', 'Ï', 'ï', 'Ô', 'Ù', 'ù', 'Û', '«', '»',
];

/// The extended characters `13 20` to `13 3F`: Portuguese, German and Danish.
const NORTHERN: [char; 32] = [
    'Ã', 'ã', 'Í', 'Ì', 'ì', 'Ò', 'ò', 'Õ', 'õ', '{', '}', '\\', '^', '_', '|', '~', 'Ä', 'ä', 'Ö', 'ö', 'ß', '¥', '¤',
    '¦', 'Å', 'å', 'Ø', 'ø', '┌', '┐', '└', '┘',
];

/// What a pair of the first channel means, without parity.
pub(super) fn meaning([first, second]: [u8; 2]) -> Meaning {
    match (first, second) {
        (0x20..=0x7F, _) => Meaning::Letters([basic(first), basic(second)]),
        // A filler before a character.
        (0x00, 0x20..=0x7F) => Meaning::Letters([None, basic(second)]),
        (0x10..=0x17, 0x40..=0x7F) => address(first, second),
        (0x11, 0x20..=0x2F) => Meaning::Style { italic: second & 0x0E == 0x0E, underline: second & 1 == 1 },
        (0x11, 0x30..=0x3F) => Meaning::Special(SPECIAL[usize::from(second & 0x0F)]),
        (0x12, 0x20..=0x3F) => Meaning::Extended(WESTERN[usize::from(second & 0x1F)]),
        (0x13, 0x20..=0x3F) => Meaning::Extended(NORTHERN[usize::from(second & 0x1F)]),
        // The second field has its own first byte.
        (0x14 | 0x15, 0x20..=0x2F) => Meaning::Command(command(second)),
        (0x17, 0x21..=0x23) => Meaning::Command(Command::Tab(second & 3)),
        (0x10, 0x20..=0x2F) | (0x17, 0x24..=0x2F) => Meaning::Command(Command::Other),
        _ => Meaning::Nothing,
    }
}

fn command(second: u8) -> Command {
    match second {
        0x20 => Command::ResumeCaptionLoading,
        0x21 => Command::Backspace,
        0x24 => Command::DeleteToEndOfRow,
        0x25..=0x27 => Command::RollUp(second - 0x23),
        0x29 => Command::ResumeDirectCaptioning,
        0x2A | 0x2B => Command::TextMode,
        0x2C => Command::EraseDisplayed,
        0x2D => Command::CarriageReturn,
        0x2E => Command::EraseHidden,
        0x2F => Command::EndOfCaption,
        _ => Command::Other,
    }
}

fn address(first: u8, second: u8) -> Meaning {
    let lower = usize::from(second & 0x20 != 0);
    let row = match first {
        0x10 if lower == 0 => 10,
        0x11 => lower,
        0x12 => 2 + lower,
        0x13 => 11 + lower,
        0x14 => 13 + lower,
        0x15 => 4 + lower,
        0x16 => 6 + lower,
        0x17 => 8 + lower,
        _ => return Meaning::Nothing,
    };
    let attribute = usize::from(second >> 1 & 0x0F);
    let column = if attribute < 8 { 0 } else { (attribute - 8) * 4 };
    Meaning::Address { row, column, italic: attribute == 7, underline: second & 1 == 1 }
}

/// A character of the basic set: ASCII but for ten letters and signs. Control bytes are none.
fn basic(byte: u8) -> Option<char> {
    Some(match byte {
        0x00..=0x1F => return None,
        0x2A => 'á',
        0x5C => 'é',
        0x5E => 'í',
        0x5F => 'ó',
        0x60 => 'ú',
        0x7B => 'ç',
        0x7C => '÷',
        0x7D => 'Ñ',
        0x7E => 'ñ',
        0x7F.. => '█',
        _ => char::from(byte),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_those_of_line_21() {
        assert_eq!(meaning([0x14, 0x70]), Meaning::Address { row: 14, column: 0, italic: false, underline: false });
        assert_eq!(meaning([0x14, 0x52]), Meaning::Address { row: 13, column: 4, italic: false, underline: false });
        assert_eq!(meaning([0x10, 0x4F]), Meaning::Address { row: 10, column: 0, italic: true, underline: true });
        assert_eq!(meaning([0x17, 0x7E]), Meaning::Address { row: 9, column: 28, italic: false, underline: false });
        assert_eq!(meaning([0x10, 0x60]), Meaning::Nothing);
        assert_eq!(meaning([0x11, 0x2E]), Meaning::Style { italic: true, underline: false });
        assert_eq!(meaning([0x11, 0x21]), Meaning::Style { italic: false, underline: true });
        assert_eq!(meaning([0x11, 0x37]), Meaning::Special('♪'));
        assert_eq!(meaning([0x12, 0x2A]), Meaning::Extended('—'));
        assert_eq!(meaning([0x13, 0x34]), Meaning::Extended('ß'));
        assert_eq!(meaning([0x17, 0x23]), Meaning::Command(Command::Tab(3)));
        assert_eq!(meaning([0x14, 0x26]), Meaning::Command(Command::RollUp(3)));
        assert_eq!(meaning([0x5C, 0x00]), Meaning::Letters([Some('é'), None]));
    }
}
