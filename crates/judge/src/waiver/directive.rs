//! The words of a `plimsoll: ignore` comment.

use plimsoll_source::near;
use std::ops::Range;

use super::state::WaiverKind;

/// Rules that a waiver in a comment may name.
const MAX_RULES: usize = 200;

/// How much a comment speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Its own line, or the one below a comment that stands alone.
    Line,
    /// Everything below that line that belongs to it.
    Block,
    /// The whole file.
    File,
}

/// A comment that waives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) reach: Reach,
    pub(super) rules: Vec<String>,
    pub(super) reason: String,
    pub(super) kind: WaiverKind,
    pub(super) owner: Option<String>,
    pub(super) approver: Option<String>,
    pub(super) ticket: Option<String>,
    pub(super) created: Option<String>,
    pub(super) until: Option<String>,
}

impl Directive {
    /// One that says nothing but what it speaks of.
    fn new(reach: Reach, rules: Vec<String>) -> Self {
        Self {
            reach,
            rules,
            reason: String::new(),
            kind: WaiverKind::default(),
            owner: None,
            approver: None,
            ticket: None,
            created: None,
            until: None,
        }
    }

    /// What is listed of a comment that cannot be read.
    pub(super) fn broken(malformed: &Malformed) -> Self {
        Self { reason: malformed.message.clone(), ..Self::new(Reach::Line, Vec::new()) }
    }
}

/// What is wrong with a comment that means to waive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) message: String,
    pub(super) help: String,
    /// Bytes of the comment at fault.
    pub(super) at: Range<usize>,
}

const FORM: &str = "write `# plimsoll: ignore[rule] reason=\"why\" until=2027-01-31 owner=name`";
const KEYS: [&str; 7] = ["reason", "until", "owner", "approver", "ticket", "kind", "created"];

/// Reads a comment from its `#`; `None` where it does not speak to us.
pub(super) fn parse(comment: &str) -> Option<Result<Directive, Malformed>> {
    let body = comment.trim_start_matches(['#', ' ', '\t']);
    let rest = body.strip_prefix("plimsoll")?.trim_start().strip_prefix(':')?;
    Some(words(comment, comment.len() - rest.len()))
}

fn malformed(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Malformed {
    Malformed { message: message.into(), help: help.into(), at }
}

fn words(comment: &str, start: usize) -> Result<Directive, Malformed> {
    let start = skip_blanks(comment, start);
    let end = comment[start..].find(|c: char| !(c.is_alphanumeric() || c == '-')).map_or(comment.len(), |n| start + n);
    let verb = &comment[start..end];
    let reach = match verb {
        "ignore" | "ignore-line" => Reach::Line,
        "ignore-block" => Reach::Block,
        "ignore-file" => Reach::File,
        _ => {
            let known = ["ignore", "ignore-block", "ignore-file"];
            let help = match near::nearest(verb, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => FORM.to_owned(),
            };
            return Err(malformed(start..end, format!("plimsoll does not know `{verb}` in a comment"), help));
        }
    };
    let (rules, at) = rules(comment, end)?;
    let mut directive = Directive::new(reach, rules);
    fields(comment, at, &mut directive)?;
    if directive.reason.trim().is_empty() {
        return Err(malformed(start..at, "the waiver gives no reason", "add reason=\"…\": why the risk is accepted"));
    }
    Ok(directive)
}

fn rules(comment: &str, at: usize) -> Result<(Vec<String>, usize), Malformed> {
    let open = skip_blanks(comment, at);
    if !comment[open..].starts_with('[') {
        return Err(malformed(open..comment.len(), "the waiver names no rules", FORM));
    }
    let Some(length) = comment[open..].find(']') else {
        return Err(malformed(open..comment.len(), "the list of rules has no `]`", FORM));
    };
    let close = open + length;
    let rules: Vec<String> = comment[open + 1..close].split(',').map(|rule| rule.trim().to_owned()).collect();
    if rules.len() > MAX_RULES {
        let message = format!("the waiver names more than {MAX_RULES} rules");
        return Err(malformed(open..open + 1, message, "name those that it is for, or use a pattern"));
    }
    if rules.iter().any(String::is_empty) {
        return Err(malformed(open..close + 1, "the waiver names no rule", "name each rule by its id"));
    }
    Ok((rules, close + 1))
}

fn fields(comment: &str, mut at: usize, directive: &mut Directive) -> Result<(), Malformed> {
    let mut seen: Vec<&str> = Vec::new();
    loop {
        at = skip_blanks(comment, at);
        if at >= comment.len() {
            return Ok(());
        }
        let end = comment[at..].find(['=', ' ', '\t']).map_or(comment.len(), |n| at + n);
        let key = &comment[at..end];
        if !comment[end..].starts_with('=') {
            let message = format!("`{key}` is not `key=value`");
            return Err(malformed(at..end, message, "put text with blanks in quotes: reason=\"…\""));
        }
        if seen.contains(&key) {
            return Err(malformed(at..end, format!("`{key}` is given twice"), "say it once"));
        }
        let (value, next) = value(comment, end + 1)?;
        if value.trim().is_empty() {
            return Err(malformed(at..next, format!("`{key}` is empty"), "give it a value or leave it out"));
        }
        match key {
            "reason" => directive.reason = value,
            "created" => directive.created = Some(value),
            "until" => directive.until = Some(value),
            "owner" => directive.owner = Some(value),
            "approver" => directive.approver = Some(value),
            "ticket" => directive.ticket = Some(value),
            "kind" => {
                let parsed = serde_json::from_value(serde_json::Value::String(value.clone()));
                directive.kind = parsed.map_err(|_unknown| {
                    let help = "write risk-accepted, false-positive, compensating-control or deferred";
                    malformed(at..next, format!("a waiver's kind cannot be `{value}`"), help)
                })?;
            }
            _ => {
                let help = match near::nearest(key, KEYS) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known keys: {}", KEYS.join(", ")),
                };
                return Err(malformed(at..end, format!("a waiver has no `{key}`"), help));
            }
        }
        seen.push(key);
        at = next;
    }
}

/// A bare word or a quoted text, and where it ends.
fn value(comment: &str, at: usize) -> Result<(String, usize), Malformed> {
    let rest = &comment[at..];
    let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        let end = rest.find([' ', '\t']).unwrap_or(rest.len());
        return Ok((rest[..end].to_owned(), at + end));
    };
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((offset, c)) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            c if c == quote => return Ok((text, at + offset + 1)),
            c => text.push(c),
        }
    }
    Err(malformed(at..comment.len(), "a quoted text does not end", "close the quote"))
}

fn skip_blanks(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start_matches([' ', '\t', ',']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_say_what_they_waive() {
        let good = parse(
            "#  plimsoll: ignore[compose/a, hadolint:DL3002] reason=\"it \\\"is\\\" ok\" until=2027-01-31 owner=a@x",
        )
        .expect("ours")
        .expect("right");
        assert_eq!(good.reach, Reach::Line);
        assert_eq!(good.rules, ["compose/a", "hadolint:DL3002"]);
        assert_eq!(good.reason, "it \"is\" ok");
        assert_eq!(good.until.as_deref(), Some("2027-01-31"));
        assert_eq!(good.owner.as_deref(), Some("a@x"));
        for other in ["# plimsoll is fine", "# hadolint ignore=DL3002", "#", "# see plimsoll: ignore[x]"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn every_way_to_be_wrong_is_told() {
        let table = [
            ("# plimsoll: ignor[a] reason=x", "plimsoll does not know `ignor` in a comment", "ignor"),
            ("# plimsoll: ignore reason=x", "the waiver names no rules", "reason=x"),
            ("# plimsoll: ignore[a reason=x", "the list of rules has no `]`", "[a reason=x"),
            ("# plimsoll: ignore[] reason=x", "the waiver names no rule", "[]"),
            ("# plimsoll: ignore[a,] reason=x", "the waiver names no rule", "[a,]"),
            ("# plimsoll: ignore[a]", "the waiver gives no reason", "ignore[a]"),
            ("# plimsoll: ignore[a] because it is so", "`because` is not `key=value`", "because"),
            ("# plimsoll: ignore[a] reason=\"\"", "`reason` is empty", "reason=\"\""),
            ("# plimsoll: ignore[a] reason=\"x", "a quoted text does not end", "\"x"),
            ("# plimsoll: ignore[a] reason=x reason=y", "`reason` is given twice", "reason"),
            ("# plimsoll: ignore[a] reason=x untl=2027-01-01", "a waiver has no `untl`", "untl"),
            ("# plimsoll: ignore[a] reason=x kind=whim", "a waiver's kind cannot be `whim`", "kind=whim"),
            ("# plimsoll:", "plimsoll does not know `` in a comment", ""),
        ];
        for (comment, message, at) in table {
            let wrong = parse(comment).expect("ours").expect_err(comment);
            assert_eq!(wrong.message, message, "{comment}");
            assert_eq!(&comment[wrong.at.clone()], at, "{comment}");
        }
    }
}
