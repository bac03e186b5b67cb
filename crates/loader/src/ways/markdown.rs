//! Markdown: what stands in code blocks for a shell.

use super::Source;
use super::reader::SourceReader;

pub(super) const SOURCE: Source = Source { name: "markdown", takes, read };

/// Languages of blocks that somebody runs.
const SHELLS: [&str; 15] = [
    "",
    "sh",
    "bash",
    "shell",
    "zsh",
    "console",
    "terminal",
    "shell-session",
    "sh-session",
    "shellsession",
    "text",
    "powershell",
    "pwsh",
    "ps1",
    "bat",
];

fn takes(path: &str) -> bool {
    [".md", ".markdown", ".mdx"].iter().any(|end| path.to_ascii_lowercase().ends_with(end))
}

fn read(reader: &mut SourceReader<'_>) {
    let (text, places) = (reader.text, reader.above());
    let mut open: Option<(&str, u32, bool, String)> = None;
    for (number, line) in (1u32..).zip(text.lines()) {
        let body = line.trim_start();
        let fence = ["```", "~~~"].into_iter().find(|mark| body.starts_with(mark));
        match (&mut open, fence) {
            (Some((mark, ..)), Some(fence)) if *mark == fence => {
                if let Some((_, first, true, script)) = open.take() {
                    reader.script(&script, first, &places);
                }
            }
            (Some((_, _, _, script)), _) => {
                // What a prompt stands before is typed in.
                script.push_str(["$ ", "> ", "% "].iter().find_map(|prompt| body.strip_prefix(prompt)).unwrap_or(body));
                script.push('\n');
            }
            (None, Some(fence)) => {
                let info = body.trim_start_matches(['`', '~']).trim().to_ascii_lowercase();
                let language = info.split([' ', '{', ',', ':']).next().unwrap_or_default();
                open = Some((fence, number + 1, SHELLS.contains(&language), String::new()));
            }
            (None, None) => {}
        }
    }
}
