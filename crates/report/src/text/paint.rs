//! Colours and links of a terminal. The only place that writes escape sequences (besides miette).

use super::super::Options;
use plimsoll_policy::Severity;
use plimsoll_source::problem;

/// Dresses words, or leaves them as they are.
pub(super) struct Paint {
    color: bool,
    links: bool,
}

impl Paint {
    pub(super) fn new(options: &Options) -> Self {
        Self { color: options.color, links: options.links }
    }

    fn wrap(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn heading(&self, text: &str) -> String {
        self.wrap("1;4", text)
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(super) fn good(&self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(super) fn severity(&self, severity: Severity) -> String {
        self.severity_text(severity, severity.as_str())
    }

    pub(super) fn severity_text(&self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Critical => "1;37;41",
            Severity::High => "1;31",
            Severity::Medium => "1;33",
            Severity::Low => "1;36",
            Severity::Info => "1;34",
        };
        self.wrap(code, text)
    }

    pub(super) fn problem(&self, severity: problem::Severity, text: &str) -> String {
        match severity {
            problem::Severity::Error => self.wrap("1;31", text),
            problem::Severity::Warning => self.wrap("1;33", text),
            problem::Severity::Gap => self.wrap("1;36", text),
        }
    }

    /// A word that leads to an address, where the terminal has links.
    pub(super) fn link(&self, text: &str, url: Option<&str>) -> String {
        let shown = self.bold(text);
        match url {
            Some(url) if self.links && url.chars().all(|c| c.is_ascii_graphic()) => {
                format!("\u{1b}]8;;{url}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
            }
            _ => shown,
        }
    }
}
