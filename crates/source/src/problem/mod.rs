//! Noun: an input we could not read, understand or resolve. Data, never an `Err`: the run goes on and ends with exit code 2.

pub mod codes;

use crate::{Location, Sources, Span, Veil};

/// How much a problem takes from the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something could not be judged: the run is incomplete (exit code 2).
    Error,
    /// Worth telling; everything was judged all the same.
    Warning,
    /// Something that a deployment has and these files lack: a variable, an env file, a base on another machine. Its value is unknown, all else is
    /// judged; the run is complete as far as a checkout can be.
    Gap,
}

impl Severity {
    /// As outputs write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Gap => "gap",
        }
    }
}

/// What stays unjudged because of a problem, where that is another thing than the file at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// A Dockerfile that some service builds, and the image that comes out of it.
    Dockerfile,
    /// Which files COPY and ADD take from a build context.
    Copied,
    /// Whatever a Compose file may hold.
    Composed,
    /// What lines of an env file set.
    EnvFile,
}

/// An input we could not read, understand or resolve.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Whether the answer is incomplete because of it.
    pub severity: Severity,
    /// Stable, kebab-case, e.g. `yaml-syntax`, `extends-cycle`, `env-file-missing`.
    pub code: &'static str,
    /// One sentence, lower-case, no full stop; names the file, attribute, service or variable at fault, never a secret value.
    pub message: String,
    /// The next action that mends it.
    pub help: Option<String>,
    /// The file at fault, repository-relative, where there is one (also when it could not be read).
    pub path: Option<String>,
    /// The place in a file that was read.
    pub span: Option<Span>,
    /// What it leaves unjudged, if that is another thing than the file at fault: even a warning may.
    pub open: Option<Open>,
    /// Of a gap: what is lacking, a variable or a path. Gaps of one code are told together, by these names.
    pub lacks: Option<String>,
    /// Other places that explain it.
    pub related: Vec<(Span, String)>,
}

/// At most so many characters of a text, and how many were left out.
pub fn bounded(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{} … ({} more characters)", &text[..end], text[end..].chars().count()),
    }
}

/// The code of what the shell of whoever starts a project sets: no tree holds it, however complete it is.
pub const OF_CALLER: &str = "variable-of-caller";

/// Characters of a message or a help: no output is made long by one text of a file.
pub const MAX_MESSAGE: usize = 2_000;

impl Problem {
    /// With texts that no output is made long by.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.message = bounded(&self.message, MAX_MESSAGE);
        self.help = self.help.map(|help| bounded(&help, MAX_MESSAGE));
        self.related.iter_mut().for_each(|(_, label)| *label = bounded(label, MAX_MESSAGE));
        self
    }

    /// A problem that makes the answer incomplete.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            help: None,
            path: None,
            span: None,
            open: None,
            lacks: None,
            related: Vec::new(),
        }
    }

    /// A problem that leaves the answer complete.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Something that a deployment has and these files lack.
    pub fn gap(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Gap, ..Self::error(code, message) }
    }

    /// With what is lacking, by name.
    #[must_use]
    pub fn lacking(mut self, name: impl Into<String>) -> Self {
        self.lacks = Some(name.into());
        self
    }

    /// The same as a gap.
    #[must_use]
    pub fn as_gap(self) -> Self {
        Self { severity: Severity::Gap, ..self }
    }

    /// Whether it is one of the things that only a deployment has.
    pub fn is_gap(&self) -> bool {
        self.severity == Severity::Gap
    }

    /// With the place at fault.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// With the file at fault, for a file that has no text.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// With the next action.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With what it leaves unjudged.
    #[must_use]
    pub fn leaves_open(mut self, open: Open) -> Self {
        self.open = Some(open);
        self
    }

    /// Whether something is not judged because of it: the answer is incomplete, or controls are not assessed.
    pub fn is_unjudged(&self) -> bool {
        self.severity == Severity::Error || self.open.is_some()
    }

    /// With another place that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push((span, message.into()));
        self
    }

    /// The place at fault as path, lines and columns.
    pub fn location(&self, sources: &Sources) -> Option<Location> {
        self.span.map(|span| sources.location(span))
    }
}

impl Veil for Problem {
    fn veil(&mut self, sources: &Sources) {
        let Self { severity: _, code: _, message, help, path, span, open: _, lacks, related } = self;
        *message = sources.show_message(message, *span).into_inner();
        if let Some(help) = help {
            *help = sources.show_message(help, *span).into_inner();
        }
        path.veil(sources);
        lacks.veil(sources);
        for (place, text) in related {
            *text = sources.show_message(text, Some(*place)).into_inner();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bounded;

    #[test]
    fn long_texts_end_with_what_was_left_out() {
        assert_eq!(bounded("abcdef", 4), "abcd … (2 more characters)");
        assert_eq!(bounded("abcd", 4), "abcd");
    }
}
