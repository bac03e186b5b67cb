//! Rows about Dockerfiles and `.dockerignore` files.

use plimsoll_loader::document::dockerfile::expand::{Lexer, Value};
use plimsoll_loader::document::dockerfile::{Instruction, Word};
use plimsoll_loader::document::dockerignore::Dockerignore;
use plimsoll_loader::document::text::Mapped;
use plimsoll_loader::load;
use plimsoll_loader::model::{KnownImages, Origins};
use plimsoll_loader::normalize::dockerfile::{BuildRequest, build};
use plimsoll_loader::source::Sources;
use plimsoll_loader::source::files::MemoryFiles;
use plimsoll_loader::source::problem::{Problem, Severity};

use crate::Answer;
use crate::compose::variables;
use crate::table::{Row, Table};

/// A Dockerfile; its instructions, each with its lines, flags, words and here-documents.
pub(crate) fn dockerfile(_: &Table, row: &Row) -> Answer {
    let sources = Sources::default();
    let file = sources.add("Dockerfile", row.given(0));
    let (document, mut problems) = load::dockerfile::parse(&Mapped::whole(file, row.given(0)));
    problems.extend(built(row.given(0)).1);
    let reasons = errors(&problems);
    if !reasons.is_empty() {
        return Answer::Refused(reasons);
    }
    let instructions: Vec<String> = document
        .instructions
        .iter()
        .map(|instruction| format!("{}-{} {}", instruction.lines.0, instruction.lines.1, shown(instruction)))
        .collect();
    Answer::Taken(instructions.join(" ;; "))
}

fn shown(instruction: &Instruction) -> String {
    let mut parts = vec![instruction.keyword.text().to_uppercase()];
    parts.extend(instruction.flags.iter().map(|flag| format!("{{{}}}", flag.word.text())));
    parts.extend(instruction.json.then(|| "json".to_owned()));
    parts.push(instruction.args.iter().map(|word: &Word| format!("<{}>", word.text())).collect());
    parts.extend(instruction.pairs.iter().map(|pair| {
        let separator = if pair.legacy { " " } else { "=" };
        format!("<{}>{separator}<{}>", pair.key.text(), pair.value.text())
    }));
    parts.extend(instruction.heredocs.iter().map(|heredoc| {
        let marks = (if heredoc.chomp { "-" } else { "" }, if heredoc.expand { "" } else { "'" });
        format!("<<{}{}{}:{}", marks.0, marks.1, heredoc.name, serde_json::Value::from(heredoc.body.as_str()))
    }));
    parts.extend(instruction.trigger.as_deref().map(|trigger| format!("({})", shown(trigger))));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn built(text: &str) -> (serde_json::Value, Vec<Problem>) {
    let sources = Sources::default();
    let files = MemoryFiles::new([("Dockerfile".to_owned(), text.to_owned())]);
    let file = sources.add("Dockerfile", text);
    let (document, mut problems) = load::dockerfile::parse(&Mapped::whole(file, text));
    let request = BuildRequest { key: "Dockerfile".into(), dockerfile: "Dockerfile".into(), ..Default::default() };
    let mut origins = Origins::default();
    let (build, more) = build(&request, &document, &files, &sources, &KnownImages::default(), &mut origins);
    problems.extend(more);
    (serde_json::to_value(&build).unwrap(), problems)
}

fn errors(problems: &[Problem]) -> Vec<String> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| format!("{} {:?}", problem.message, problem.help)).collect()
}

/// A Dockerfile; the fact that is looked at.
pub(crate) fn image(_: &Table, row: &Row) -> Answer {
    let (build, problems) = built(row.given(0));
    let reasons = errors(&problems);
    if !reasons.is_empty() {
        return Answer::Refused(reasons);
    }
    Answer::Taken(build.pointer(row.given(1)).cloned().unwrap_or_default().to_string())
}

/// A word; the variables around.
pub(crate) fn expansion(_: &Table, row: &Row) -> Answer {
    let around = variables(row.given(1));
    let lookup = |name: &str| around.get(name).map(|text| Value { text: text.clone(), known: true });
    match Lexer::new('\\').expand(row.given(0), &lookup) {
        Ok(expansion) => Answer::Taken(serde_json::Value::from(expansion.text).to_string()),
        Err(error) => Answer::Refused(vec![error.to_string()]),
    }
}

/// A `.dockerignore`; a path: `out` where it is left out of the context, `in` where not.
pub(crate) fn ignore(_: &Table, row: &Row) -> Answer {
    let sources = Sources::default();
    let file = sources.add(".dockerignore", row.given(0));
    let ignored = Dockerignore::parse(file, row.given(0)).ignores(row.given(1), &mut 0);
    Answer::Taken(if ignored { "out" } else { "in" }.to_owned())
}
