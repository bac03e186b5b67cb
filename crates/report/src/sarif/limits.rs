//! Values that GitHub refuses when they are wrong, as types that cannot be wrong.

use plimsoll_policy::Severity;

/// Results that a file may hold.
pub(super) const MAX_RESULTS: usize = 25_000;

/// Related locations of one result that are worth showing.
pub(super) const MAX_RELATED: usize = 20;

/// Subjects or projects that a message names.
pub(super) const MAX_NAMES: usize = 20;

/// Text of a rule: not empty, at most 1024 characters.
pub(super) fn rule_text(text: &str, otherwise: &str) -> String {
    const MOST: usize = 1024;
    let text = if text.trim().is_empty() { otherwise } else { text.trim() };
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(MOST - 1).collect();
    cut.push('…');
    cut
}

/// Tags of a rule: distinct, the first ten.
pub(super) fn tags(all: impl IntoIterator<Item = String>) -> Vec<String> {
    const MOST: usize = 10;
    let mut tags: Vec<String> = Vec::with_capacity(MOST);
    for tag in all {
        if tags.len() < MOST && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The number, as text, that GitHub shows as this severity.
pub(super) fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.5",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_tags_keep_their_limits() {
        assert_eq!(rule_text(&"é".repeat(2000), "x").chars().count(), 1024);
        assert_eq!(rule_text("  ", "x"), "x");
        assert_eq!(tags((0..30).map(|n| (n / 2).to_string())).len(), 10);
    }
}
