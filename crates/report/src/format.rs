//! Which formats there are, and what they may depend on besides the report.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use plimsoll_judge::finding::Gate;

/// A form of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// For a person at a terminal.
    Text,
    /// One line per finding.
    Concise,
    /// Everything, versioned.
    Json,
    /// For code scanning platforms.
    Sarif,
    /// Annotations of a GitHub workflow run.
    Github,
    /// For the test tab of CI systems.
    Junit,
    /// GitLab Code Quality.
    Gitlab,
    /// For a job summary or a comment.
    Markdown,
    /// The dashboard, one self-contained file.
    Html,
    /// One row per rule and subject, for spreadsheets.
    Csv,
}

impl Format {
    /// All formats with their names.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Text, "text"),
        (Self::Concise, "concise"),
        (Self::Json, "json"),
        (Self::Sarif, "sarif"),
        (Self::Github, "github"),
        (Self::Junit, "junit"),
        (Self::Gitlab, "gitlab"),
        (Self::Markdown, "markdown"),
        (Self::Html, "html"),
        (Self::Csv, "csv"),
    ];

    /// Whether it shows how controls come out without being asked.
    pub fn shows_controls(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html)
    }

    /// Whether it lists each rule and subject, also where nothing was found: what it does not list is only counted.
    pub fn lists_outcomes(self, options: &Options) -> bool {
        match self {
            Self::Json | Self::Junit | Self::Csv => options.outcomes,
            Self::Sarif => options.sarif.profile == SarifProfile::Full,
            Self::Text | Self::Concise | Self::Github | Self::Gitlab | Self::Markdown | Self::Html => false,
        }
    }

    /// The name as on the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(format, _)| *format == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(|(_, name)| name).join(", ");
        let found = Self::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(format, _)| *format).ok_or_else(|| format!("`{text}` is none of {}", known()))
    }
}

/// What a writer may depend on besides the report: the same options and report give the same bytes.
#[derive(Debug, Clone)]
pub struct Options {
    /// ANSI colours.
    pub color: bool,
    /// OSC 8 hyperlinks.
    pub links: bool,
    /// Boxes and arrows; false for screen readers (`NO_GRAPHICS`).
    pub graphics: bool,
    /// Box-drawing characters outside of ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// How long the run took, where the reader may know.
    pub elapsed: Option<Duration>,
    /// Say as of which day the run was judged also where it goes without saying: somebody chose it.
    pub as_of: bool,
    /// Only what must be mended, no summary.
    pub quiet: bool,
    /// Waived findings, related places and what was left out in full.
    pub verbose: bool,
    /// The outcome of every rule and subject too (`json`, `csv`, `junit`).
    pub outcomes: bool,
    /// `json`: how controls come out too.
    pub controls: bool,
    /// What fails the run.
    pub gate: Gate,
    /// `sarif`: what it is for.
    pub sarif: SarifOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            links: false,
            graphics: true,
            unicode: true,
            width: 100,
            elapsed: None,
            as_of: false,
            quiet: false,
            verbose: false,
            outcomes: false,
            controls: false,
            gate: Gate::default(),
            sarif: SarifOptions::default(),
        }
    }
}

/// What a SARIF file is for.
#[derive(Debug, Clone, Default)]
pub struct SarifOptions {
    /// Which results are in it.
    pub profile: SarifProfile,
    /// GitHub code scanning category.
    pub category: Option<String>,
    /// With more results than one file may hold: which part of them (from 0); `None`: the worst, and a warning.
    pub part: Option<usize>,
}

/// Which results a SARIF file holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SarifProfile {
    /// What GitHub should open alerts for: failures that nobody waived.
    #[default]
    Github,
    /// Everything: passes, what does not apply, suppressions, baseline.
    Full,
}

impl FromStr for SarifProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "github" => Ok(Self::Github),
            "full" => Ok(Self::Full),
            _ => Err(format!("`{text}` is none of github, full")),
        }
    }
}
