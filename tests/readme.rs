//! The README's table of formats is the table of the code. `FIRESIDE_BLESS=1` writes it anew.

use fireside::dialect::DIALECTS;
use fireside::format::FORMATS;

const START: &str = "<!-- formats: from the table in src/format/mod.rs -->\n";
const END: &str = "<!-- end of formats -->\n";

fn table() -> String {
    let mut out = String::from("| id | what | read | write | extensions |\n|---|---|---|---|---|\n");
    for format in FORMATS {
        let yes = |can: bool| if can { "yes" } else { "" };
        let extensions: Vec<String> = format.extensions.iter().map(|extension| format!(".{extension}")).collect();
        out.push_str(&format!(
            "| `{}` | {} | {} | {} | {} |\n",
            format.id,
            format.title.replace('|', "\\|"),
            yes(format.read.is_some()),
            yes(format.write.is_some()),
            extensions.join(" ")
        ));
    }
    for dialect in DIALECTS {
        out.push_str(&format!("| `{}` | {} | yes | | |\n", dialect.id, dialect.title.replace('|', "\\|")));
    }
    out
}

#[test]
fn the_table_of_formats_is_that_of_the_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(START).expect("the README has a place for the table");
    let (shown, after) = rest.split_once(END).expect("the place has an end");
    if std::env::var_os("FIRESIDE_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{START}{}{END}{after}", table())).unwrap();
        return;
    }
    assert_eq!(shown, table(), "write it anew with FIRESIDE_BLESS=1 cargo test --test readme");
}

#[test]
fn every_format_of_the_table_says_what_it_keeps() {
    for format in FORMATS {
        assert!(format.write.is_none() || !format.keeps.is_empty(), "{}", format.id);
        assert!(!format.title.is_empty() && !format.title.ends_with('.'), "{}", format.id);
        assert!(format.read.is_some() || format.write.is_some(), "{}", format.id);
    }
}
