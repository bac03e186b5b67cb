//! Findings with their source, the filters over them, and the pages of the rules they speak of.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::super::address::source_link;
use super::super::occurrences::{self, SOME};
use super::super::view::{View, project_name};
use super::super::window::cut;
use super::{Esc, source};
use plimsoll_judge::finding::{Finding, Verdict};
use plimsoll_policy::{Rule, Severity};
use plimsoll_source::problem;

/// Broken rules, the worst on top, then what is waived.
pub(super) fn section(view: &View<'_>, out: &mut String) -> fmt::Result {
    out.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n");
    if !view.report.findings.is_empty() {
        filters(view, out)?;
    }
    let is_listed = |finding: &Finding| state(finding) != REVIEW;
    if view.report.findings.iter().any(is_listed) {
        list(view, "list", is_listed, out)?;
    } else if view.report.problems.iter().any(|problem| problem.severity == problem::Severity::Error) {
        out.push_str("<p class=\"verdict bad\">No rule is broken in what was judged; not everything was.</p>\n");
    } else {
        out.push_str("<p class=\"good\">No rule is broken.</p>\n");
    }
    out.push_str("</section>\n");
    Ok(())
}

/// What somebody must look at: a question is no finding like the others.
pub(super) fn reviews(view: &View<'_>, out: &mut String) -> fmt::Result {
    let is_listed = |finding: &Finding| state(finding) == REVIEW;
    if !view.report.findings.iter().any(is_listed) {
        return Ok(());
    }
    out.push_str("<section aria-labelledby=\"review\">\n<h2 id=\"review\">To review</h2>\n");
    out.push_str("<p>The files do not say enough to be sure: a value depends on something outside of them. These are not counted by severity.</p>\n");
    list(view, "review-list", is_listed, out)?;
    out.push_str("</section>\n");
    Ok(())
}

fn list(view: &View<'_>, id: &str, wanted: impl Fn(&Finding) -> bool, out: &mut String) -> fmt::Result {
    let mut findings: Vec<(usize, &Finding)> =
        view.report.findings.iter().enumerate().filter(|(_, finding)| wanted(finding)).collect();
    // Open ones first, the worst on top; within a severity in order of the report.
    findings.sort_by_key(|(_, finding)| (finding.waiver.is_some(), std::cmp::Reverse(finding.severity)));
    writeln!(out, "<ol class=\"findings\" id=\"{id}\">")?;
    for (index, finding) in findings {
        article(view, index, finding, out)?;
    }
    out.push_str("</ol>\n");
    Ok(())
}

/// State of what somebody must look at.
const REVIEW: &str = "review";

/// Shown only where scripts run; without them, all findings are in the page.
fn filters(view: &View<'_>, out: &mut String) -> fmt::Result {
    let all = view.report.findings.len();
    out.push_str("<form id=\"filters\" class=\"filters\" hidden>\n<label class=\"wide\">Search <input type=\"search\" id=\"search\" autocomplete=\"off\" placeholder=\"rule, file, service or word\"></label>\n");
    out.push_str("<fieldset><legend>Severity</legend>\n");
    for severity in Severity::ALL {
        if view.report.findings.iter().any(|finding| finding.severity == severity) {
            writeln!(
                out,
                "<label><input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked> {severity}</label>"
            )?;
        }
    }
    out.push_str("</fieldset>\n<fieldset><legend>State</legend>\n");
    for state in ["fail", "review", "waived"] {
        if view.report.findings.iter().any(|finding| self::state(finding) == state) {
            writeln!(
                out,
                "<label><input type=\"checkbox\" name=\"state\" value=\"{state}\" checked> {}</label>",
                shown(state)
            )?;
        }
    }
    out.push_str("</fieldset>\n");
    let projects: BTreeSet<String> = view.report.findings.iter().flat_map(projects).collect();
    select("project", "Project", projects.iter().map(String::as_str), out)?;
    let rules: BTreeSet<&str> = view.report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    select("rule", "Rule", rules.iter().copied(), out)?;
    let frameworks: BTreeSet<&str> =
        view.report.rules.iter().flat_map(|rule| rule.controls.keys()).map(String::as_str).collect();
    if !frameworks.is_empty() {
        select("framework", "Framework", frameworks.iter().copied(), out)?;
    }
    writeln!(
        out,
        "<button type=\"reset\">Reset</button>\n<p id=\"count\" role=\"status\" aria-live=\"polite\">{all} of {all} findings</p>\n</form>"
    )
}

fn select<'a>(name: &str, label: &str, options: impl Iterator<Item = &'a str>, out: &mut String) -> fmt::Result {
    write!(out, "<label>{label} <select name=\"{name}\"><option value=\"\">all</option>")?;
    for option in options {
        write!(out, "<option value=\"{}\">{}</option>", Esc(option), Esc(option))?;
    }
    out.push_str("</select></label>\n");
    Ok(())
}

fn state(finding: &Finding) -> &'static str {
    match (&finding.waiver, finding.verdict) {
        (Some(_), _) => "waived",
        (None, Verdict::Fail) => "fail",
        (None, Verdict::Review) => REVIEW,
    }
}

fn shown(state: &str) -> &str {
    match state {
        "fail" => "broken",
        "review" => "to review",
        other => other,
    }
}

/// The names of all projects, with their environments, that a finding holds for.
fn projects(finding: &Finding) -> Vec<String> {
    let mut names: Vec<String> =
        finding.holds_for().map(|(project, environment)| project_name(project, environment)).collect();
    names.sort();
    names.dedup();
    names
}

/// The anchor of a finding.
pub(super) fn anchor(index: usize) -> String {
    format!("f{}", index + 1)
}

fn article(view: &View<'_>, index: usize, finding: &Finding, out: &mut String) -> fmt::Result {
    let rule = view.rule(&finding.rule);
    let frameworks: Vec<&str> = rule.map(|rule| rule.controls.keys().map(String::as_str).collect()).unwrap_or_default();
    let (state, anchor, severity) = (state(finding), anchor(index), finding.severity);
    writeln!(
        out,
        "<li class=\"finding {severity}\" id=\"{anchor}\" data-severity=\"{severity}\" data-state=\"{state}\" data-project=\"{}\" data-rule=\"{}\" data-framework=\"{}\">",
        Esc(projects(finding).join("\n")),
        Esc(&finding.rule),
        Esc(frameworks.join(" "))
    )?;
    let place = view.place(finding.primary.span);
    let spot = format!("{}:{}:{}", place.path, place.start.line, place.start.column);
    let spot = match source_link(&view.report.repository, &place) {
        Some(link) => format!("<a href=\"{}\" rel=\"noreferrer\"><code>{}</code></a>", Esc(link), Esc(spot)),
        None => format!("<code>{}</code>", Esc(spot)),
    };
    let also = occurrences::also(finding, SOME).map(|also| format!(" ({also})")).unwrap_or_default();
    writeln!(
        out,
        "<h3><span class=\"badge {severity}\">{severity}</span> {}</h3>",
        message(&format!("{}{also}", finding.message))
    )?;
    write!(
        out,
        "<p class=\"where\">{spot} · <a href=\"#{}\">{}</a> · {}",
        rule_anchor(finding.rule.as_str()),
        Esc(&finding.rule),
        Esc(projects(finding).join(", "))
    )?;
    if state != "fail" {
        write!(out, " · <b>{}</b>", shown(state))?;
    }
    if finding.new == Some(true) {
        out.push_str(" · <b>new</b>");
    }
    out.push_str("</p>\n");
    source::window(view, finding.primary.span, out)?;
    related(view, finding, out)?;
    absorbed(view, finding, out)?;
    if let Some(waiver) = &finding.waiver {
        write!(out, "<p class=\"waiver\">Waived by <code>{}</code>: {}", Esc(&waiver.id), Esc(&waiver.reason))?;
        if let Some(owner) = &waiver.owner {
            write!(out, " · owner {}", Esc(owner))?;
        }
        if let Some(expires) = &waiver.expires {
            write!(out, " · until <time>{}</time>", Esc(expires))?;
        }
        out.push_str("</p>\n");
    } else if !finding.help.is_empty() {
        help(&finding.help, out)?;
    }
    out.push_str("</li>\n");
    Ok(())
}

fn related(view: &View<'_>, finding: &Finding, out: &mut String) -> fmt::Result {
    if finding.related.is_empty() {
        return Ok(());
    }
    out.push_str("<ul class=\"related\">\n");
    for mark in &finding.related {
        let place = view.place(mark.span);
        let spot = format!("{}:{}:{}", place.path, place.start.line, place.start.column);
        let text = view.line(mark.span.file, place.start.line);
        writeln!(
            out,
            "<li><code>{}</code> {}: <code class=\"text\">{}</code></li>",
            Esc(spot),
            message(&mark.label),
            Esc(shortened(text.trim()))
        )?;
    }
    out.push_str("</ul>\n");
    Ok(())
}

/// What it tells besides, with the rules that say so.
fn absorbed(view: &View<'_>, finding: &Finding, out: &mut String) -> fmt::Result {
    if finding.absorbed.is_empty() {
        return Ok(());
    }
    out.push_str("<p>Told with it:</p>\n<ul class=\"related\">\n");
    for part in &finding.absorbed {
        let place = view.place(part.primary.span);
        let spot = format!("{}:{}:{}", place.path, place.start.line, place.start.column);
        writeln!(
            out,
            "<li><code>{}</code> <a href=\"#{}\">{}</a>: {}</li>",
            Esc(spot),
            rule_anchor(part.rule.as_str()),
            Esc(&part.rule),
            message(&part.message)
        )?;
    }
    out.push_str("</ul>\n");
    Ok(())
}

/// The beginning of a long line.
fn shortened(line: &str) -> String {
    let shown = cut(line, 0..0);
    format!("{}{}", &line[shown.clone()], if shown.end < line.len() { "…" } else { "" })
}

/// What to do, in which indented lines are code.
fn help(text: &str, out: &mut String) -> fmt::Result {
    out.push_str("<div class=\"help\">");
    let mut lines = text.trim_end().lines().peekable();
    while let Some(line) = lines.next() {
        let is_code = |line: &str| line.starts_with("  ") || line.starts_with('\t');
        if line.trim().is_empty() {
            continue;
        }
        let mut block = vec![line];
        while let Some(next) = lines.next_if(|next| is_code(next) == is_code(line) && !next.trim().is_empty()) {
            block.push(next);
        }
        if is_code(line) {
            let indent = block.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
            let code: Vec<&str> = block.iter().map(|line| line.get(indent..).unwrap_or(line)).collect();
            write!(out, "<pre tabindex=\"0\"><code>{}</code></pre>", Esc(code.join("\n")))?;
        } else {
            write!(out, "<p>{}</p>", message(&block.join("\n")))?;
        }
    }
    out.push_str("</div>\n");
    Ok(())
}

/// A sentence in which backticks make code.
pub(super) fn message(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('`').peekable();
    let mut in_code = false;
    while let Some(part) = parts.next() {
        let escaped = Esc(part).to_string();
        // A last backtick without a partner is only a character.
        if in_code && parts.peek().is_none() {
            out.push('`');
            out.push_str(&escaped);
        } else if in_code {
            out.push_str(&format!("<code>{escaped}</code>"));
        } else {
            out.push_str(&escaped);
        }
        in_code = !in_code;
    }
    out
}

fn rule_anchor(id: &str) -> String {
    let word: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("rule-{word}")
}

/// The rules that were broken, each with its page.
pub(super) fn rules(view: &View<'_>, out: &mut String) -> fmt::Result {
    let broken: BTreeSet<_> = view.rules_told().collect();
    if broken.is_empty() {
        return Ok(());
    }
    out.push_str("<section aria-labelledby=\"rules\">\n<h2 id=\"rules\">Rules that were broken</h2>\n");
    for rule in broken.into_iter().filter_map(|id| view.rule(id)) {
        page(rule, out)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

fn page(rule: &Rule, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<details class=\"rule\" id=\"{}\"><summary><code>{}</code> {}</summary>\n<p>{}</p>",
        rule_anchor(rule.id.as_str()),
        Esc(&rule.id),
        Esc(&rule.title),
        message(rule.description.trim_end())
    )?;
    help(&rule.remediation, out)?;
    for (name, examples) in [("Bad", &rule.bad), ("Good", &rule.good)] {
        for example in examples {
            writeln!(
                out,
                "<p>{name}: <code>{}</code></p>\n<pre tabindex=\"0\"><code>{}</code></pre>",
                Esc(&example.path),
                Esc(example.text.trim_end())
            )?;
        }
    }
    let mut facts = Vec::new();
    if !rule.controls.is_empty() {
        let controls: Vec<String> =
            rule.controls.iter().map(|(name, ids)| format!("{name} {}", ids.join(", "))).collect();
        facts.push(format!("Controls: {}", Esc(controls.join("; "))));
    }
    if !rule.cwe.is_empty() {
        let cwe: Vec<String> = rule.cwe.iter().map(|number| format!("CWE-{number}")).collect();
        facts.push(cwe.join(", "));
    }
    if !rule.aliases.is_empty() {
        facts.push(format!("The same elsewhere: {}", Esc(rule.aliases.join(", "))));
    }
    for reference in &rule.references {
        if reference.url.starts_with("https://") || reference.url.starts_with("http://") {
            let title = reference.description.as_deref().unwrap_or(&reference.url);
            facts.push(format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", Esc(&reference.url), Esc(title)));
        }
    }
    out.push_str("<ul>\n");
    for fact in facts {
        writeln!(out, "<li>{fact}</li>")?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}
