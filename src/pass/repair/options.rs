//! Which rules run.

use std::str::FromStr;

use super::{RULES, Rule};

/// How far repair goes. Each level has the rules of the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What a careful editor would mend without asking.
    #[default]
    Safe,
    /// Also what is right nearly always, such as `i'm` to `I'm`.
    Standard,
    /// Also what changes how the speech reads, such as dropping `[Music]` or a word said twice.
    Full,
    /// Also what runs only when its rule is named, such as dropping `um`. No command line has this level.
    Named,
}

impl FromStr for Level {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name.trim() {
            "safe" => Ok(Level::Safe),
            "standard" => Ok(Level::Standard),
            "full" => Ok(Level::Full),
            other => Err(format!("`{other}` is no level of repair; expected safe, standard or full")),
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Level::Safe => "safe",
            Level::Standard => "standard",
            Level::Full => "full",
            Level::Named => "by name",
        })
    }
}

/// No rule has this name or number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no repair rule is called `{name}`; {}", suggestion(.near))]
pub struct UnknownRule {
    /// What was asked for.
    pub name: String,
    /// Rules of a similar name, as `F02 stop-space`, nearest first.
    pub near: Vec<String>,
}

fn suggestion(near: &[String]) -> String {
    match near {
        [] => {
            let all: Vec<String> = RULES.iter().map(|rule| format!("{} {}", rule.id, rule.name)).collect();
            format!("there are {}", all.join(", "))
        }
        near => format!("did you mean {}", near.join(" or ")),
    }
}

/// Which rules run on a text.
///
/// ```
/// use fireside::pass::repair::{Level, RepairOptions, repair_text};
/// let options = RepairOptions::default().level(Level::Standard).rules("-glued-words")?;
/// assert_eq!(repair_text("i'm a veryquiet owl.We met.", &options).text, "I'm a veryquiet owl. We met.");
/// let only = RepairOptions::default().rules("F02,roll-up")?;
/// assert_eq!(repair_text("It  turned.We left.", &only).text, "It  turned. We left.");
/// # Ok::<(), fireside::pass::repair::UnknownRule>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RepairOptions {
    level: Level,
    only: Vec<&'static str>,
    with: Vec<&'static str>,
    without: Vec<&'static str>,
}

impl RepairOptions {
    /// The level whose rules run. Default: safe.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// A list of rules by number or name, with commas between them: `F02,roll-up` runs just these, whatever the level;
    /// `-glued-words` takes one from what would run, `+i-caps` adds one. Default: the rules of the level.
    ///
    /// # Errors
    /// A name that no rule has; the error lists similar ones.
    pub fn rules(mut self, list: &str) -> Result<Self, UnknownRule> {
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let (chosen, name) = match item.as_bytes().first() {
                Some(b'-') => (&mut self.without, item.get(1..)),
                Some(b'+') => (&mut self.with, item.get(1..)),
                _ => (&mut self.only, Some(item)),
            };
            chosen.push(find(name.unwrap_or("").trim())?.id);
        }
        Ok(self)
    }

    /// Whether `rule` runs.
    pub fn runs(&self, rule: &Rule) -> bool {
        let base = match self.only.is_empty() {
            true => rule.level <= self.level,
            false => self.only.contains(&rule.id),
        };
        (base || self.with.contains(&rule.id)) && !self.without.contains(&rule.id)
    }
}

fn find(name: &str) -> Result<&'static Rule, UnknownRule> {
    let wanted = name.to_lowercase().replace([' ', '_'], "-");
    if let Some(rule) = RULES.iter().find(|rule| rule.name == wanted || rule.id.eq_ignore_ascii_case(&wanted)) {
        return Ok(rule);
    }
    let distance = |rule: &Rule| {
        let by_name = strsim::damerau_levenshtein(rule.name, &wanted);
        by_name.min(strsim::damerau_levenshtein(&rule.id.to_lowercase(), &wanted))
    };
    // A name of a thousand characters is near to nothing, and not worth the time.
    let mut near: Vec<(usize, &Rule)> = match wanted.chars().count() {
        0..=64 => RULES.iter().map(|rule| (distance(rule), rule)).collect(),
        _ => Vec::new(),
    };
    near.retain(|(distance, rule)| {
        *distance <= (wanted.chars().count() / 3).max(1) || wanted.len() > 3 && rule.name.contains(wanted.as_str())
    });
    near.sort_by_key(|(distance, _)| *distance);
    let near = near.iter().take(3).map(|(_, rule)| format!("{} {}", rule.id, rule.name)).collect();
    Err(UnknownRule { name: name.to_owned(), near })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_signs() {
        let runs = |list: &str| -> Vec<&str> {
            let options = RepairOptions::default().rules(list).unwrap();
            RULES.iter().filter(|rule| options.runs(rule)).map(|rule| rule.id).collect()
        };
        assert_eq!(runs("f02, Roll-Up"), ["F07", "F02"]);
        let safe = runs("").len();
        assert_eq!(runs("-F03").len(), safe - 1);
        assert_eq!(runs("+i_caps").len(), safe + 1);
        let full = RepairOptions::default().level(Level::Full);
        assert!(RULES.iter().all(|rule| full.runs(rule) == (rule.level != Level::Named)));
        assert!(
            full.rules("+fillers").is_ok_and(|options| RULES.iter().any(|rule| rule.id == "F41" && options.runs(rule)))
        );
    }

    #[test]
    fn an_unknown_rule_names_its_neighbours() {
        let error = |list: &str| RepairOptions::default().rules(list).unwrap_err().to_string();
        assert_eq!(error("stopspace"), "no repair rule is called `stopspace`; did you mean F02 stop-space");
        assert!(error("zzzzzz").starts_with("no repair rule is called `zzzzzz`; there are F11 mojibake, "));
        assert!(error("F99").contains("`F99`"));
        assert_eq!(
            "loud".parse::<Level>(),
            Err("`loud` is no level of repair; expected safe, standard or full".into())
        );
    }
}
