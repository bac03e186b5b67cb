//! Whether a waiver is right: its rules, its dates, and what the configuration demands of it.

use std::sync::Arc;

use jiff::civil::Date;

use super::file::INVALID;
use super::policy::{Requirement, WaiverPolicy};
use super::state::{Waiver, WaiverSource};
use plimsoll_policy::{Rule, RuleId};
use plimsoll_source::near;
use plimsoll_source::problem::Problem;

/// What is wrong with a waiver; its place is the waiver's.
pub(super) fn wrong(waiver: &Waiver, rules: &[Arc<Rule>], policy: &WaiverPolicy, as_of: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell =
        |message: String, help: String| problems.push(Problem::error(INVALID, message).at(waiver.span).help(help));
    if waiver.source != WaiverSource::Peer {
        for name in waiver.rules.iter().filter(|name| named(name, rules).is_empty()) {
            let ids = rules.iter().map(|rule| rule.id.as_str());
            let help = match near::nearest(name, ids) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`plimsoll rules` lists all rules".to_owned(),
            };
            tell(format!("{} is for `{name}`, which is no rule", called(waiver)), help);
        }
    }
    let texts =
        [("reason", Some(&waiver.reason)), ("owner", waiver.owner.as_ref()), ("approver", waiver.approver.as_ref())];
    for (field, _) in texts.into_iter().filter(|(_, text)| text.is_some_and(|text| seen(text).is_empty())) {
        let message = format!("{}: nothing can be seen of its {field}", called(waiver));
        tell(message, format!("write the {field} in letters"));
    }
    let mut day = |text: &Option<String>, what: &str| match text.as_deref().map(date) {
        Some(None) => {
            let text = text.as_deref().unwrap_or_default();
            tell(
                format!("{} {what} `{text}`, which is no day", called(waiver)),
                "write a day as 2027-01-31".to_owned(),
            );
            None
        }
        Some(day) => day,
        None => None,
    };
    let created = day(&waiver.created, "was created on");
    let expires = day(&waiver.expires, "ends on");
    if let (Some(created), Some(expires)) = (created, expires)
        && expires < created
    {
        tell(format!("{} ends before it begins", called(waiver)), "mend `created` or `expires`".to_owned());
    }
    // Where it is written, the next day may have begun already.
    if created.is_some_and(|created| as_of.tomorrow().is_ok_and(|tomorrow| created > tomorrow)) {
        let message = format!("{} was created on a day after {as_of}, which the run counts as", called(waiver));
        tell(message, "mend `created`, or judge as of a later day".to_owned());
    }
    demands(waiver, policy, created.unwrap_or(as_of), expires, &mut tell);
    problems
}

/// What a policy demands of a waiver that is right by itself, and this one lacks.
pub(super) fn unmet(waiver: &Waiver, policy: &WaiverPolicy, as_of: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut tell =
        |message: String, help: String| problems.push(Problem::error(INVALID, message).at(waiver.span).help(help));
    let day = |text: &Option<String>| text.as_deref().and_then(date);
    demands(waiver, policy, day(&waiver.created).unwrap_or(as_of), day(&waiver.expires), &mut tell);
    problems
}

/// What the configuration demands.
fn demands(
    waiver: &Waiver,
    policy: &WaiverPolicy,
    from: Date,
    expires: Option<Date>,
    tell: &mut dyn FnMut(String, String),
) {
    let called = called(waiver);
    if policy.require.contains(&Requirement::Owner) && named_by(&waiver.owner).is_none() {
        tell(format!("{called} names no owner, which the configuration requires"), "add owner=…".to_owned());
    }
    if policy.require.contains(&Requirement::Created) && waiver.created.is_none() {
        let message = format!("{called} does not say when it was written, which the configuration requires");
        tell(message, "add created=YYYY-MM-DD".to_owned());
    }
    if policy.require.contains(&Requirement::Until) && waiver.expires.is_none() {
        tell(format!("{called} never ends, which the configuration forbids"), "add until=YYYY-MM-DD".to_owned());
    }
    if let Some(most) = policy.max_days {
        match expires {
            Some(expires) => {
                let days = (expires - from).get_days();
                if i64::from(days) > i64::from(most) {
                    let message = format!("{called} holds for {days} days; the configuration allows {most}");
                    tell(message, "choose an earlier end".to_owned());
                }
            }
            None if waiver.expires.is_none() => {
                tell(
                    format!("{called} never ends; the configuration allows {most} days"),
                    "add until=YYYY-MM-DD".to_owned(),
                );
            }
            None => {}
        }
    }
    let is_approved = named_by(&waiver.approver).is_some();
    if (policy.separate_approver || policy.require.contains(&Requirement::Approver)) && !is_approved {
        tell(format!("{called} names no approver, which the configuration requires"), "add an approver".to_owned());
    }
    if policy.separate_approver && is_approved && named_by(&waiver.approver) == named_by(&waiver.owner) {
        tell(format!("{called} was approved by its own owner"), "have somebody else approve it".to_owned());
    }
}

/// What can be seen of a text: without what has no width, and without blanks around it.
fn seen(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).collect::<String>().trim().to_owned()
}

/// Whom a field names, so that one person has one name however it is written; `None` where it names nobody.
fn named_by(text: &Option<String>) -> Option<String> {
    let words: Vec<String> = seen(text.as_ref()?).split_whitespace().map(str::to_lowercase).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Characters that are there and cannot be seen: controls, what joins or directs others, fillers, tags.
fn is_unseen(c: char) -> bool {
    let is_blank = c.is_whitespace();
    !is_blank
        && (c.is_control()
            || matches!(
                c,
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}'
            )
            || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
            || matches!(c, '\u{e0000}'..='\u{e0fff}'))
}

/// How messages name a waiver.
pub(super) fn called(waiver: &Waiver) -> String {
    match waiver.source {
        WaiverSource::File => format!("waiver `{}`", waiver.id),
        WaiverSource::Config => format!("`{}`", waiver.id),
        WaiverSource::Comment => "this waiver".to_owned(),
        WaiverSource::Peer => "this comment for another tool".to_owned(),
    }
}

/// A day, `YYYY-MM-DD` and nothing else.
pub(super) fn date(text: &str) -> Option<Date> {
    let well_formed = text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    if well_formed { text.parse().ok() } else { None }
}

/// The rules that a waiver's word names: one by id, all that have the alias.
pub(super) fn named<'a>(name: &str, rules: &'a [Arc<Rule>]) -> Vec<&'a RuleId> {
    let wanted = alias_key(name);
    let fits = |rule: &&Arc<Rule>| {
        rule.id.as_str() == name || (name.contains(':') && rule.aliases.iter().any(|alias| alias_key(alias) == wanted))
    };
    rules.iter().filter(fits).map(|rule| &rule.id).collect()
}

/// An alias in one spelling: trivy's `AVD-DS-0002`, `DS002` and `DS-0002` are the same.
fn alias_key(alias: &str) -> String {
    let Some(id) = alias.strip_prefix("trivy:") else { return alias.to_owned() };
    let id = id.strip_prefix("AVD-").unwrap_or(id);
    let letters: String = id.chars().filter(char::is_ascii_alphabetic).collect();
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    format!("trivy:{}{}", letters.to_ascii_uppercase(), digits.trim_start_matches('0'))
}
