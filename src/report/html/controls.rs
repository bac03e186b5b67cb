//! Frameworks and their controls: what is met, not met, excepted, not assessed, or for a person to look at.

use std::fmt::{self, Write as _};

use super::super::controls::{ControlStatus, ControlSummary, FrameworkSummary, frameworks};
use super::super::csv::word;
use super::super::view::View;
use super::Esc;
use super::findings::message;

pub(super) fn section(view: &View<'_>, out: &mut String) -> fmt::Result {
    let frameworks = frameworks(view.report);
    if frameworks.is_empty() {
        return Ok(());
    }
    out.push_str("<section aria-labelledby=\"controls\">\n<h2 id=\"controls\">Controls</h2>\n");
    out.push_str("<p>As far as files can tell: a control is met when every subject keeps every rule that speaks of it. What was not judged is never met.</p>\n");
    out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Controls by framework\"><table>\n<caption>Controls by framework</caption>\n<thead><tr><th scope=\"col\">Framework</th>");
    for status in ControlStatus::ALL {
        write!(out, "<th scope=\"col\" class=\"n\">{}</th>", status.as_str())?;
    }
    out.push_str("<th scope=\"col\"><span class=\"hide\">Share</span></th></tr></thead>\n<tbody>\n");
    for framework in &frameworks {
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
    for framework in &frameworks {
        details(framework, out)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

fn slug(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

fn class(status: ControlStatus) -> &'static str {
    match status {
        ControlStatus::Met => "met",
        ControlStatus::NotMet => "not-met",
        ControlStatus::Excepted => "excepted",
        ControlStatus::NotAssessed => "not-assessed",
        ControlStatus::Manual => "manual",
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
    let outcomes: Vec<String> =
        control.outcomes.iter().map(|(kind, n)| format!("{n} {}", word(*kind).replace('_', " "))).collect();
    let rules: Vec<String> = control.rules.iter().map(|rule| format!("<li><code>{}</code></li>", Esc(rule))).collect();
    let note = control
        .manual
        .as_ref()
        .map(|note| format!("<br><span class=\"note\">{}</span>", message(note)))
        .unwrap_or_default();
    writeln!(
        out,
        "<tr><th scope=\"row\">{} <span class=\"title\">{}</span>{note}</th><td><span class=\"status {}\">{}</span></td><td>{}</td><td>{}</td></tr>",
        Esc(&control.id),
        Esc(&control.title),
        class(control.status),
        control.status.as_str(),
        outcomes.join(", "),
        if rules.is_empty() { "none".to_owned() } else { format!("<ul>{}</ul>", rules.concat()) }
    )
}
