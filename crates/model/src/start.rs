//! Nouns: why a project is taken for one, and who says that it is started so.

use serde::Serialize;

/// Why files are taken for a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Start {
    /// What makes it one.
    pub how: How,
    /// Who says so, the first of them (at most 20).
    pub said: Vec<Said>,
    /// How many places say so.
    #[serde(skip)]
    pub count: usize,
}

/// What makes files a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The user names them.
    Asked,
    /// An environment of the configuration.
    Environment,
    /// `COMPOSE_FILE` in the `.env` of the directory.
    Dotenv,
    /// Files beside them say how they are started.
    Way,
    /// Docker takes them without being told.
    #[default]
    Standard,
    /// A file that needs the one it is laid over.
    Overlay,
    /// Started from a directory above its files, where what it builds is.
    Above,
    /// A file that needs no other.
    Alone,
    /// A Dockerfile, as `docker build` takes it without being told more.
    Build,
}

impl How {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Environment => "environment",
            Self::Dotenv => "dotenv",
            Self::Way => "way",
            Self::Standard => "standard",
            Self::Overlay => "overlay",
            Self::Above => "above",
            Self::Alone => "alone",
            Self::Build => "build",
        }
    }
}

/// A place that names a way of starting something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Said {
    /// The kind of source: `makefile`, `workflow`, ….
    pub source: &'static str,
    /// Path of the file, relative to the root.
    pub path: String,
    /// Its line, from 1.
    pub line: u32,
}

impl Start {
    /// Without anybody who says so.
    pub fn of(how: How) -> Self {
        Self { how, ..Self::default() }
    }

    /// In words, for people.
    pub fn shown(&self) -> String {
        let why = match self.how {
            How::Asked => "named by the caller",
            How::Environment => "an environment of the configuration",
            How::Dotenv => "COMPOSE_FILE in .env",
            How::Way => "started so",
            How::Standard => "taken by docker without being told",
            How::Overlay => "laid over the base that has what it lacks",
            How::Above => "started from the directory above that has what it builds",
            How::Alone => "needs no other file",
            How::Build => "as a plain `docker build` makes it",
        };
        let Some(first) = self.said.first() else { return why.to_owned() };
        let more = self.count.saturating_sub(1);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{why}: {} {}:{}{more}", first.source, first.path, first.line)
    }
}
