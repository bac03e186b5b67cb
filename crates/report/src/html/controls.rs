//! Frameworks and their controls: what is met, not met, excepted, not assessed, or for a person to look at.

use std::fmt::{self, Write as _};

use super::super::csv::word;
use super::super::view::View;
use super::Esc;
use super::findings::message;
use plimsoll_judge::control::{ControlStatus, ControlSummary, Controls, FrameworkSummary};
use plimsoll_policy::RuleId;

pub(super) fn section(view: &View<'_>, out: &mut String) -> fmt::Result {
    let Some(controls) = view.report.controls.as_ref().filter(|found| !found.frameworks.is_empty()) else {
        return Ok(());
    };
    let frameworks = &controls.frameworks;
    let narrowing = view.report.narrowing().map(|told| format!(", {}", Esc(told))).unwrap_or_default();
    writeln!(out, "<section aria-labelledby=\"controls\">\n<h2 id=\"controls\">Controls{narrowing}</h2>")?;
    out.push_str("<p>As far as files can tell: a control is met when every rule that decides it, in the chosen set or not, ran over every subject and is kept. What was not judged is never met, and a rule that only supports a control decides nothing.</p>\n");
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Controls by framework\"><table>\n<caption>Controls by framework</caption>\n<thead><tr><th scope=\"col\">Framework</th>");
    for status in ControlStatus::ALL {
        write!(out, "<th scope=\"col\" class=\"n\">{}</th>", status.as_str())?;
    }
    out.push_str("<th scope=\"col\"><span class=\"hide\">Share</span></th></tr></thead>\n<tbody>\n");
    for framework in frameworks {
        write!(
            out,
            "<tr><th scope=\"row\"><a href=\"#fw-{}\">{}</a></th>",
            Esc(slug(&framework.id)),
            Esc(&framework.title)
        )?;
        for status in ControlStatus::ALL {
            write!(out, "<td class=\"n\">{}</td>", framework.count(status))?;
        }
        out.push_str("<td>");
        bar(framework, out)?;
        out.push_str("</td></tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
    for framework in frameworks {
        details(framework, out)?;
    }
    for_controls(controls, out)?;
    out.push_str("</section>\n");
    Ok(())
}

/// Rules that only controls rest on and that are broken: they are among no findings, and still decide.
fn for_controls(controls: &Controls, out: &mut String) -> fmt::Result {
    let broken = controls.broken();
    if broken.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<details id=\"for-controls\"><summary>Broken rules that only controls rest on <span class=\"dim\">{}</span></summary>\n\
         <p>They are not in what was asked for, so they are not among the findings.</p>\n<ul>",
        super::count(broken.len(), "rule")
    )?;
    for (rule, counts) in broken {
        writeln!(out, "<li><code>{}</code> {}</li>", Esc(rule), outcomes(&counts))?;
    }
    out.push_str("</ul>\n</details>\n");
    Ok(())
}

fn outcomes(counts: &plimsoll_judge::control::Counts) -> String {
    let parts: Vec<String> = counts.iter().map(|(kind, n)| format!("{n} {}", word(*kind).replace('_', " "))).collect();
    parts.join(", ")
}

pub(super) fn slug(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn class(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Met => "met",
        ControlStatus::NotMet => "not-met",
        ControlStatus::Excepted => "excepted",
        ControlStatus::NotAssessed => "not-assessed",
        ControlStatus::Manual => "manual",
        ControlStatus::NotApplicable => "not-applicable",
    }
}

/// The same as the numbers beside it, for the eye.
fn bar(framework: &FrameworkSummary, out: &mut String) -> fmt::Result {
    let total = framework.controls.len().max(1) as f64;
    out.push_str("<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let mut x = 0.0;
    for status in ControlStatus::ALL {
        let width = framework.count(status) as f64 * 100.0 / total;
        if width > 0.0 {
            write!(out, "<rect class=\"{}\" x=\"{x:.2}\" y=\"0\" width=\"{width:.2}\" height=\"6\"/>", class(status))?;
        }
        x += width;
    }
    out.push_str("</svg>");
    Ok(())
}

fn details(framework: &FrameworkSummary, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<details id=\"fw-{}\"><summary>{} <span class=\"dim\">{}</span></summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"control-table\">\n\
         <thead><tr><th scope=\"col\">Control</th><th scope=\"col\">Status</th><th scope=\"col\">Outcomes</th><th scope=\"col\">Rules</th></tr></thead>\n<tbody>",
        Esc(slug(&framework.id)),
        Esc(&framework.title),
        super::count(framework.controls.len(), "control"),
        Esc(&framework.title)
    )?;
    for control in &framework.controls {
        row(control, out)?;
    }
    out.push_str("</tbody></table></div>\n</details>\n");
    Ok(())
}

fn row(control: &ControlSummary, out: &mut String) -> fmt::Result {
    // Each rule stands here for many controls of many frameworks, so no more is written than its name.
    let ids = |rules: &[RuleId]| rules.iter().map(|rule| Esc(rule).to_string()).collect::<Vec<_>>().join(" ");
    let named = |rules: &[RuleId]| (!rules.is_empty()).then(|| format!("<code>{}</code>", ids(rules)));
    let missing = control
        .rules_not_run
        .iter()
        .map(|not_run| format!("<div><code>{}</code> did not run: {}</div>", Esc(&not_run.rule), Esc(&not_run.reason)));
    let support = named(&control.supporting).map(|rules| format!("<div class=\"dim\">only support it: {rules}</div>"));
    let rules: Vec<String> = named(&control.rules).into_iter().chain(missing).chain(support).collect();
    let explanation = control.explanation();
    let why = if explanation.is_empty() { String::new() } else { format!("<br>{}", Esc(explanation)) };
    let note = control
        .manual
        .as_ref()
        .map(|note| format!("<br><span class=\"note\">{}</span>", message(note)))
        .unwrap_or_default();
    writeln!(
        out,
        "<tr><th scope=\"row\">{} <span class=\"title\">{}</span>{note}</th><td><span class=\"status {}\">{}</span>{why}</td><td>{}</td><td>{}</td></tr>",
        Esc(&control.id),
        Esc(&control.title),
        class(control.status),
        control.status.as_str(),
        outcomes(&control.outcomes),
        if rules.is_empty() { "none".to_owned() } else { rules.concat() }
    )
}
