//! One rule's page, written from its METADATA and examples: `plimsoll explain` prints it, `docs/rules/` keeps it.

use std::fmt::Write;

use super::{Example, Framework, Rule, RuleSet, SubjectKind};

impl SubjectKind {
    /// As people say it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Service => "service",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::Build => "image build",
            Self::Stage => "build stage",
            Self::EnvFile => "env file",
            Self::Environments => "set of environments",
        }
    }
}

impl RuleSet {
    /// In lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::All => "all",
        }
    }
}

/// The page, as Markdown.
pub fn page(rule: &Rule, frameworks: &[Framework]) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _infallible = write_page(&mut out, rule, frameworks);
    out
}

fn write_page(out: &mut String, rule: &Rule, frameworks: &[Framework]) -> std::fmt::Result {
    writeln!(out, "# {}\n\n**{}**\n", rule.id, rule.title)?;
    writeln!(out, "| severity | confidence | category | judges | set | since |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    let confidence = format!("{:?}", rule.confidence).to_lowercase();
    let since = if rule.since.is_empty() { "—" } else { &rule.since };
    writeln!(
        out,
        "| {} | {confidence} | {} | each {} | {} | {since} |\n",
        rule.severity,
        rule.category,
        rule.applies_to.noun(),
        rule.set.as_str()
    )?;
    section(out, "Why it matters", &rule.description)?;
    section(out, "What to do", &rule.remediation)?;
    examples(out, "Bad", &rule.bad)?;
    examples(out, "Good", &rule.good)?;
    params(out, rule)?;
    controls(out, rule, frameworks)?;
    list(out, "Told with it", rule.absorbs.iter().map(|id| format!("`{id}`, where both are about the same")))?;
    list(out, "The same elsewhere", rule.aliases.iter().map(|alias| format!("`{alias}`")))?;
    list(
        out,
        "Weaknesses",
        rule.cwe.iter().map(|n| format!("[CWE-{n}](https://cwe.mitre.org/data/definitions/{n}.html)")),
    )?;
    let references = rule.references.iter().map(|r| match &r.description {
        Some(description) => format!("[{description}]({})", r.url),
        None => format!("<{}>", r.url),
    });
    list(out, "References", references)
}

fn section(out: &mut String, title: &str, text: &str) -> std::fmt::Result {
    if text.is_empty() { Ok(()) } else { writeln!(out, "## {title}\n\n{text}\n") }
}

fn list(out: &mut String, title: &str, items: impl Iterator<Item = String>) -> std::fmt::Result {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    items.iter().try_for_each(|item| writeln!(out, "- {item}"))?;
    writeln!(out)
}

fn examples(out: &mut String, title: &str, files: &[Example]) -> std::fmt::Result {
    if files.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for file in files {
        let language = match file.path.rsplit('/').next().unwrap_or_default() {
            name if name.ends_with(".yaml") || name.ends_with(".yml") => "yaml",
            name if name.contains("Dockerfile") || name.contains("Containerfile") => "dockerfile",
            name if name.contains("env") => "sh",
            _ => "text",
        };
        // A text that holds a fence needs a longer one around it.
        let fence = if file.text.contains("```") { "~~~~" } else { "```" };
        writeln!(out, "`{}`\n\n{fence}{language}\n{}{fence}\n", file.path, without_marks(&file.text))?;
    }
    Ok(())
}

/// The text without the marks for our tests.
fn without_marks(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !["# expect:", "# expect next:"].iter().any(|mark| line.trim_start().starts_with(mark)));
    lines.map(|line| format!("{line}\n")).collect()
}

fn params(out: &mut String, rule: &Rule) -> std::fmt::Result {
    if rule.params.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Parameters\n\nSet them in `plimsoll.yaml`, under `rules: {{{}: {{params: …}}}}`.\n", rule.id)?;
    writeln!(out, "| name | default | what it does |\n|---|---|---|")?;
    for (name, param) in &rule.params {
        let cell = |text: &str| text.trim().replace('|', "\\|").replace('\n', " ");
        let values = match param.values.is_empty() {
            true => String::new(),
            false => {
                format!(" Known: {}.", param.values.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(", "))
            }
        };
        writeln!(out, "| `{name}` | `{}` | {}{values} |", cell(&param.default.to_string()), cell(&param.description))?;
    }
    writeln!(out)
}

fn controls(out: &mut String, rule: &Rule, frameworks: &[Framework]) -> std::fmt::Result {
    let mut rows = Vec::new();
    for framework in frameworks {
        for control in &framework.controls {
            for mapping in control.rules.iter().filter(|mapping| mapping.rule == rule.id) {
                let title = control.title.replace('|', "\\|");
                rows.push(format!(
                    "| {} | {} | {title} | {} |",
                    framework.title,
                    control.id,
                    mapping.strength.as_str()
                ));
            }
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "## Controls\n\n| framework | control | what it asks for | this rule covers it |\n|---|---|---|---|"
    )?;
    rows.iter().try_for_each(|row| writeln!(out, "{row}"))?;
    writeln!(out)
}
