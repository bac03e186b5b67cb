//! Nouns: for which environment a project is, and how environments are usually called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an environment is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// One's own machine, or one that developers share.
    Development,
    /// Automatic tests, and trying out.
    Test,
    /// As production is, for the last look.
    Staging,
    /// What users depend on.
    Production,
    /// Nothing says it.
    #[default]
    Unknown,
}

impl Role {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
            Self::Unknown => "unknown",
        }
    }
}

/// For which environment a project is, as far as anything says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Deployment {
    /// What the environment is called; null where nothing names one.
    pub name: Option<String>,
    /// What it is for.
    pub role: Role,
    /// What says so; null where nothing does.
    pub because: Option<Because>,
}

/// What says for which environment a project is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Because {
    /// The kind of thing that says it.
    pub by: NamedBy,
    /// Which one: the name of the environment, a path relative to the root, a profile.
    pub text: String,
}

/// What an environment is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NamedBy {
    /// The configuration.
    Configuration,
    /// The name of a file.
    File,
    /// The name of an env file that it is started with.
    EnvFile,
    /// A profile that it is started with.
    Profile,
    /// The name of a directory.
    Directory,
}

impl NamedBy {
    /// In words, for people.
    pub fn shown(self) -> &'static str {
        match self {
            Self::Configuration => "the configuration",
            Self::File => "the name of",
            Self::EnvFile => "started with",
            Self::Profile => "started with the profile",
            Self::Directory => "the directory",
        }
    }
}

/// How environments are usually called: `policies/data/environment_names.yaml`, which rules read as well.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleNames {
    /// Words that say it wherever they stand in a name.
    roles: BTreeMap<Role, Vec<String>>,
    /// Words that say it as the whole of a name.
    alone: BTreeMap<Role, Vec<String>>,
    /// Words that say it where no other does.
    weak: BTreeMap<Role, Vec<String>>,
    /// Words that name an environment, of which they do not say what it is for.
    unknown: Vec<String>,
    /// Words that take back what the others say: `non-prod`, `prod-like`.
    #[serde(default)]
    not: Vec<String>,
    /// Directories that hold one for each environment.
    folders: Vec<String>,
}

impl RoleNames {
    /// What words of one name say: nothing where none of them names an environment, and `Unknown` where they contradict each other.
    pub fn role<S: AsRef<str>>(&self, words: &[S]) -> Option<Role> {
        let words: Vec<String> = words.iter().map(|word| word.as_ref().to_lowercase()).collect();
        if let [word] = words.as_slice()
            && let Some(role) = among(&self.alone, word)
        {
            return Some(role);
        }
        let mut strong = Vec::new();
        let mut weak = Vec::new();
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            let joined = after.first().and_then(|next| among(&self.roles, &format!("{word}{next}")));
            rest = if joined.is_some() { &after[1..] } else { after };
            strong.extend(joined.or_else(|| among(&self.roles, word)));
            weak.extend(among(&self.weak, word).filter(|_| joined.is_none()));
        }
        let said = if strong.is_empty() { weak } else { strong };
        if !said.is_empty() && words.iter().any(|word| self.not.contains(word)) {
            return Some(Role::Unknown);
        }
        match said.split_first() {
            Some((first, others)) if others.iter().all(|other| other == first) => Some(*first),
            Some(_) => Some(Role::Unknown),
            None => words.iter().any(|word| self.unknown.contains(word)).then_some(Role::Unknown),
        }
    }

    /// Whether a word by itself, or with the one behind it, belongs to the name of an environment.
    pub fn is_word(&self, word: &str, next: Option<&str>) -> bool {
        let word = word.to_lowercase();
        let joined = next.map(|next| format!("{word}{}", next.to_lowercase()));
        [Some(word), joined].into_iter().flatten().any(|word| self.role(&[word]).is_some())
    }

    /// Whether a directory of this name holds one directory for each environment.
    pub fn is_folder(&self, name: &str) -> bool {
        self.folders.contains(&name.to_lowercase())
    }
}

fn among(table: &BTreeMap<Role, Vec<String>>, word: &str) -> Option<Role> {
    table.iter().find(|(_, words)| words.iter().any(|known| known == word)).map(|(role, _)| *role)
}

#[cfg(test)]
mod tests {
    use super::{Role, RoleNames};

    fn names() -> RoleNames {
        let of = |role: Role, words: &[&str]| (role, words.iter().map(|word| (*word).to_owned()).collect());
        RoleNames {
            roles: [
                of(Role::Development, &["dev"]),
                of(Role::Staging, &["staging", "preprod"]),
                of(Role::Production, &["prod"]),
            ]
            .into(),
            alone: [of(Role::Production, &["live"])].into(),
            weak: [of(Role::Development, &["local"])].into(),
            unknown: vec!["demo".to_owned()],
            not: vec!["non".to_owned(), "like".to_owned()],
            folders: vec!["environments".to_owned()],
        }
    }

    #[test]
    fn words_say_what_an_environment_is_for() {
        for (name, expected) in [
            ("prod", Some(Role::Production)),
            ("PROD-eu", Some(Role::Production)),
            ("pre-prod", Some(Role::Staging)),
            ("preprod", Some(Role::Staging)),
            ("live", Some(Role::Production)),
            ("live-reload", None),
            ("prod-local", Some(Role::Production)),
            ("local", Some(Role::Development)),
            ("staging-prod", Some(Role::Unknown)),
            ("demo", Some(Role::Unknown)),
            ("non-prod", Some(Role::Unknown)),
            ("prod-like", Some(Role::Unknown)),
            ("like", None),
            ("producer", None),
            ("", None),
        ] {
            let words: Vec<&str> = name.split('-').collect();
            assert_eq!(names().role(&words), expected, "{name}");
        }
    }
}
