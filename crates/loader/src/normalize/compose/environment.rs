//! The variables that interpolation may use, each with the line that set it.

use std::collections::BTreeMap;

use plimsoll_source::Span;

/// A variable's value and, where an env file set it, the place.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) value: String,
    pub(super) at: Option<Span>,
}

/// The project environment: the shell's, then env files.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    settings: BTreeMap<String, Setting>,
}

impl Environment {
    /// From the shell's variables.
    pub(super) fn of_shell(shell: &BTreeMap<String, String>) -> Self {
        let setting = |value: &String| Setting { value: value.clone(), at: None };
        Self { settings: shell.iter().map(|(name, value)| (name.clone(), setting(value))).collect() }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Setting> {
        self.settings.get(name)
    }

    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.settings.get(name).map(|setting| setting.value.clone())
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), Setting { value: value.to_owned(), at: None });
    }

    /// Takes over what is not set here yet.
    pub(super) fn fill(&mut self, other: BTreeMap<String, Setting>) {
        for (name, setting) in other {
            self.settings.entry(name).or_insert(setting);
        }
    }
}
