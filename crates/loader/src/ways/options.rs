//! Options of a command line: names, values, and what comes behind them.

use super::call::Word;

/// Options that a tool knows.
pub(super) struct Known {
    /// Those that take a value.
    pub(super) values: &'static [&'static str],
    /// One letter that stands for one of them.
    pub(super) letters: &'static [(char, &'static str)],
    /// Options may come behind the first word that is none.
    pub(super) mixed: bool,
}

/// What a command line says.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Options with their values, in order.
    pub(super) options: Vec<(String, Word)>,
    /// Words that are no options.
    pub(super) operands: Vec<Word>,
    /// A word that hangs on a variable stands where an option may: what it brings is not known.
    pub(super) is_open: bool,
}

impl Given {
    /// Takes the words of a call apart.
    pub(super) fn of(words: &[Word], known: &Known) -> Self {
        let mut given = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let text = word.text.as_str();
            if !given.operands.is_empty() && !known.mixed {
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
                if let Some(value) = value {
                    given.options.push((name.to_owned(), Word { text: value.to_owned(), known: word.known }));
                } else if known.values.contains(&name)
                    && let Some(value) = words.next()
                {
                    given.options.push((name.to_owned(), value.clone()));
                }
            } else if let Some(letters) = text.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                let letter = letters.chars().next().unwrap_or_default();
                let named = known.letters.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name);
                if let Some(name) = named {
                    let rest = letters[letter.len_utf8()..].trim_start_matches('=');
                    let value = if rest.is_empty() {
                        words.next().cloned()
                    } else {
                        Some(Word { text: rest.to_owned(), known: word.known })
                    };
                    given.options.extend(value.map(|value| (name.to_owned(), value)));
                }
            } else {
                given.is_open |= !word.known;
                given.operands.push(word.clone());
            }
        }
        given
    }

    /// All values of an option; `None` where one is not known.
    pub(super) fn all(&self, name: &str) -> Option<Vec<String>> {
        let values = self.options.iter().filter(|(option, _)| option == name);
        values.map(|(_, word)| word.known.then(|| word.text.clone())).collect()
    }

    /// The values of an option that are known.
    pub(super) fn known(&self, name: &str) -> Vec<String> {
        let values = self.options.iter().filter(|(option, word)| option == name && word.known);
        values.map(|(_, word)| word.text.clone()).collect()
    }

    /// The last value of an option: `Err` where it is not known.
    pub(super) fn last(&self, name: &str) -> Result<Option<String>, ()> {
        match self.options.iter().rfind(|(option, _)| option == name) {
            None => Ok(None),
            Some((_, word)) if word.known => Ok(Some(word.text.clone())),
            Some(_) => Err(()),
        }
    }
}
