//! The row of runs as one self-contained page: a line per control, a cell per run.

use std::fmt::Write as _;

use super::Chain;

const STYLE: &str = ":root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{margin:2rem auto;max-width:75rem;padding:0 1rem}\
table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .5rem;border:1px solid #8884}\
.satisfied{background:#2a7d2a;color:#fff}.satisfied_with_exception{background:#8a6d00;color:#fff}.not_satisfied{background:#b3261e;color:#fff}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The page.
pub fn timeline(chain: &Chain) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Evidence over time</title><style>{STYLE}</style><main><h1>Evidence over time</h1>"
    );
    let mut add = |text: String| page.push_str(&text);
    add(format!(
        "<p>{} runs, {} gaps, {} findings.</p><h2>Gaps</h2><ul>",
        chain.runs.len(),
        chain.gaps.len(),
        chain.findings.len()
    ));
    if chain.gaps.is_empty() {
        add("<li>none</li>".to_owned());
    }
    for gap in &chain.gaps {
        add(format!("<li>{}: {}</li>", escape(gap.kind), escape(&gap.message)));
    }
    add("</ul><h2>Controls</h2><table><thead><tr><th scope=\"col\">control</th><th scope=\"col\">met</th>".to_owned());
    for run in &chain.runs {
        add(format!("<th scope=\"col\">{}</th>", escape(run.started.get(..10).unwrap_or(&run.started))));
    }
    add("</tr></thead><tbody>".to_owned());
    for control in &chain.controls {
        let mut row = String::new();
        for status in &control.statuses {
            // Writing to a string cannot fail.
            let _always = write!(row, "<td class=\"{0}\">{1}</td>", escape(status), escape(&status.replace('_', " ")));
        }
        add(format!(
            "<tr><th scope=\"row\">{} {}</th><td>{:.1} %</td>{row}</tr>",
            escape(&control.framework),
            escape(&control.control),
            control.met_percent
        ));
    }
    add("</tbody></table><h2>Findings</h2><table><thead><tr><th scope=\"col\">opened</th><th scope=\"col\">closed</th><th scope=\"col\">rule</th><th scope=\"col\">subject</th></tr></thead><tbody>".to_owned());
    for finding in &chain.findings {
        let closed = finding.closed.as_deref().unwrap_or("open");
        add(format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&finding.opened),
            escape(closed),
            escape(&finding.rule),
            escape(&finding.subject)
        ));
    }
    add("</tbody></table></main></html>\n".to_owned());
    page
}
