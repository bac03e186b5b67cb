//! Tabs where docker's YAML takes none: after the dash of a list, and at the start of a line between values. The package is more lenient.

use crate::document::yaml::{Kind, ScalarStyle, YamlFile};
use plimsoll_source::problem::Problem;
use plimsoll_source::{FileId, Span};

/// The first such tab of each line of a text that could be parsed.
pub(super) fn refused(text: &str, yaml: &YamlFile, file: FileId, path: &str) -> Vec<Problem> {
    if !text.contains('\t') {
        return Vec::new();
    }
    let covered = covered(text, yaml);
    let mut problems = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let tab = line.find('\t').map(|at| start + at);
        let is_free = |at: &usize| {
            let before = covered.partition_point(|(from, _)| from <= at);
            before.checked_sub(1).is_none_or(|last| covered[last].1 <= *at)
        };
        if let Some(at) = tab.filter(is_free)
            && begins_something(&text[start..at])
        {
            let message = format!("found a tab, which cannot start any token, in {path}");
            problems.push(Problem::error("yaml-tab", message).at(Span::new(file, at, at + 1)).help("write blanks"));
        }
        start += line.len();
    }
    problems
}

/// Whether what stands before a tab on its line is an indentation, or the dash or question mark that begins an entry.
fn begins_something(before: &str) -> bool {
    let before = before.trim_end_matches(' ');
    let is_marker = before.starts_with("---");
    before.is_empty() || (!is_marker && (before.ends_with('-') || before.ends_with('?')))
}

/// Where tabs are part of something, or in brackets: sorted, without overlaps.
fn covered(text: &str, yaml: &YamlFile) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> =
        yaml.comments.iter().map(|c| (c.span.start as usize, c.span.end as usize)).collect();
    for node in &yaml.nodes {
        let (from, to) = (node.span.start as usize, node.span.end as usize);
        match &node.kind {
            Kind::Scalar { style: ScalarStyle::Literal | ScalarStyle::Folded, .. } => {
                // Blank lines behind a block belong to it, wherever the parser lets it end.
                let rest = &text[to.min(text.len())..];
                let blank: usize =
                    rest.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
                all.push((from, to + blank));
            }
            Kind::Scalar { .. } => all.push((from, to)),
            Kind::Sequence { flow: true, .. } | Kind::Mapping { flow: true, .. } => all.push((from, to)),
            Kind::Sequence { .. } | Kind::Mapping { .. } | Kind::Alias { .. } => {}
        }
    }
    all.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::yaml::parse;
    use plimsoll_source::Sources;

    fn tabs(text: &str) -> Vec<(u32, u32)> {
        let sources = Sources::default();
        let (_, problems) = parse(sources.add("f.yaml", text), &sources);
        let of_tabs = problems.iter().filter(|problem| problem.code == "yaml-tab");
        of_tabs.filter_map(|problem| problem.location(&sources)).map(|at| (at.start.line, at.start.column)).collect()
    }

    #[test]
    fn a_tab_begins_nothing() {
        assert_eq!(tabs("a:\n  -\t\"80:80\"\n  - b\n"), [(2, 4)]);
        assert_eq!(tabs("a:\n  - \tx\n"), [(2, 5)]);
        assert_eq!(tabs("a: 1\n\t\nb: 2\n"), [(2, 1)]);
    }

    #[test]
    fn a_tab_may_stand_elsewhere() {
        for text in [
            "a:\tb\n",
            "a: b\t# c\n",
            "a: [x,\n\ty]\n",
            "a: \"x\n\ty\"\n",
            "a: |\n  x\n  \ty\n\t\nb: 1\n",
            "a: >\n  x\n\n  \tz\n",
            "---\ta\n",
            "a: b - \tc\n",
        ] {
            assert!(tabs(text).is_empty(), "{text:?}");
        }
    }
}
