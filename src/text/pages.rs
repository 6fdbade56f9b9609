//! Code pages of DOS, which no browser knows: subtitles and the first blocks of EBU STL still have them.

/// A code page: ASCII, and what stands for the bytes past it.
#[derive(Debug, PartialEq)]
pub(crate) struct Page {
    /// Its name, as `--encoding` takes it.
    pub name: &'static str,
    /// The bytes 80 to BF, and C0 to FF. What stands for none is U+FFFD.
    halves: [&'static str; 2],
}

impl Page {
    /// What a byte stands for; `None` where it stands for nothing.
    pub fn letter(&self, byte: u8) -> Option<char> {
        let Some(index) = byte.checked_sub(0x80).map(usize::from) else { return Some(byte.into()) };
        let half = self.halves.get(index / 64)?;
        half.chars().nth(index % 64).filter(|letter| *letter != '\u{FFFD}')
    }

    /// The text of `bytes`, and whether a byte in it stands for nothing.
    pub fn decode(&self, bytes: &[u8]) -> (String, bool) {
        let mut letters = ['\u{FFFD}'; 256];
        for (byte, letter) in (0..=u8::MAX).zip(&mut letters) {
            *letter = self.letter(byte).unwrap_or('\u{FFFD}');
        }
        let mut odd = false;
        let text = bytes.iter().map(|byte| letters.get(usize::from(*byte)).copied().unwrap_or('\u{FFFD}'));
        (text.inspect(|letter| odd |= *letter == '\u{FFFD}').collect(), odd)
    }
}

/// The page with this number.
pub(crate) fn page(number: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.name.strip_prefix("cp") == Some(number))
}

#[rustfmt::skip]
static PAGES: &[Page] = &[
    Page {
        name: "cp437",
        halves: [
            "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
    Page {
        name: "cp737",
        halves: [
            "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
    Page {
        name: "cp775",
        halves: [
            "ĆüéāäģåćłēŖŗīŹÄÅÉæÆōöĢ¢ŚśÖÜø£Ø×¤ĀĪóŻżź”¦©®¬½¼Ł«»░▒▓│┤ĄČĘĖ╣║╗╝ĮŠ┐",
            "└┴┬├─┼ŲŪ╚╔╩╦╠═╬Žąčęėįšųūž┘┌█▄▌▐▀ÓßŌŃõÕµńĶķĻļņĒŅ’\u{AD}±“¾¶§÷„°∙·¹³²■\u{A0}",
        ],
    },
    Page {
        name: "cp850",
        halves: [
            "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
            "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
        ],
    },
    Page {
        name: "cp852",
        halves: [
            "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐",
            "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}",
        ],
    },
    Page {
        name: "cp857",
        halves: [
            "ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞşáíóúñÑĞğ¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
            "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ºªÊËÈ\u{FFFD}ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµ\u{FFFD}×ÚÛÙìÿ¯´\u{AD}±\u{FFFD}¾¶§÷¸°¨·¹³²■\u{A0}",
        ],
    },
    Page {
        name: "cp860",
        halves: [
            "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
    Page {
        name: "cp862",
        halves: [
            "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
    Page {
        name: "cp863",
        halves: [
            "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
    Page {
        name: "cp865",
        halves: [
            "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_letter_for_every_byte_but_known_holes() {
        for page in PAGES {
            let holes: Vec<u8> = (0..=u8::MAX).filter(|byte| page.letter(*byte).is_none()).collect();
            let expected: &[u8] = if page.name == "cp857" { &[0xD5, 0xE7, 0xF2] } else { &[] };
            assert_eq!(holes, expected, "{}", page.name);
            assert!(page.halves.iter().all(|half| half.chars().count() == 64), "{}", page.name);
        }
    }

    #[test]
    fn letters_of_several_pages() {
        for (number, bytes, expected) in [
            ("437", &b"\x84\xE1 \xFB"[..], "äß √"),
            ("850", b"\x9B \x90t\x82", "ø Été"),
            ("852", b"\xBD\xA2\xA9\x88", "Żóęł"),
            ("737", b"\x80\xE1\x98", "Αάα"),
            ("862", b"\x99\x8C\x85\x8D", "שלום"),
        ] {
            assert_eq!(page(number).unwrap().decode(bytes), (expected.to_owned(), false), "{number}");
        }
        assert!(page("857").unwrap().decode(b"\xD5").1);
        assert_eq!(page("1252"), None);
    }
}
