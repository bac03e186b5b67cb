//! Which stage a COPY or mount takes from, which stages the target needs, and what the builder refuses about it.

use super::BuildRequest;
use super::named::{self, Named};
use crate::document::dockerfile::Dockerfile;
use crate::document::dockerfile::expand::Lexer;
use crate::load::dockerfile::is_filled_in;
use crate::normalize::image;
use plimsoll_model::{Instruction, Stage, StageBase};
use plimsoll_source::Span;
use plimsoll_source::near::nearest;
use plimsoll_source::problem::Problem;

/// Links the stages, marks target and used ones; gives the target's index.
pub(super) fn link(
    request: &BuildRequest,
    document: &Dockerfile,
    stages: &mut [Stage],
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let names: Vec<Option<String>> = stages.iter().map(|stage| stage.name.clone()).collect();
    let spans: Vec<Vec<Span>> = body_spans(document);
    let mut needs: Vec<Vec<usize>> = Vec::with_capacity(stages.len());
    for stage in stages.iter_mut() {
        let mut needed = Vec::new();
        if let StageBase::Stage { stage } = stage.from.base {
            needed.push(stage);
        }
        let index = stage.index;
        for (i, instruction) in stage.instructions.iter_mut().enumerate() {
            let span = spans.get(index).and_then(|spans| spans.get(i)).copied();
            let instruction = match &mut instruction.trigger {
                Some(trigger) => {
                    // The stage of a trigger is looked up when it runs.
                    references(trigger, request, document, &names);
                    continue;
                }
                None => instruction,
            };
            for reference in references(instruction, request, document, &names) {
                match reference {
                    Reference::Stage(stage) if stage == index => {
                        let message = format!("stage {index} of {} takes files from itself", request.dockerfile);
                        refuse(problems, span, message, "name an earlier stage in from");
                    }
                    Reference::Stage(stage) => needed.push(stage),
                    Reference::Variable => {
                        let message = "variable expansion is not supported for --from".to_owned();
                        refuse(
                            problems,
                            span,
                            message,
                            "define a stage with FROM, using an ARG that stands before the first FROM",
                        );
                    }
                    Reference::NoSuchIndex(number) => {
                        let message = format!("{} has no stage number {number}", request.dockerfile);
                        refuse(problems, span, message, "name an existing stage in from");
                    }
                }
            }
        }
        needs.push(needed);
    }
    let target = target(request, document, stages, &names, problems)?;
    stages[target].is_target = true;
    let mut open = vec![target];
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut stages[index].used, true) {
            continue;
        }
        open.extend(needs[index].iter().copied());
    }
    circular(&needs, request, document, problems);
    Some(target)
}

fn refuse(problems: &mut Vec<Problem>, span: Option<Span>, message: String, help: &str) {
    let problem = Problem::error("dockerfile-stage", message).help(help);
    problems.push(match span {
        Some(span) => problem.at(span),
        None => problem,
    });
}

/// First lines of the instructions after each FROM.
fn body_spans(document: &Dockerfile) -> Vec<Vec<Span>> {
    let mut spans: Vec<Vec<Span>> = Vec::new();
    for instruction in &document.instructions {
        if instruction.is("FROM") {
            spans.push(Vec::new());
        } else if let Some(last) = spans.last_mut() {
            last.push(instruction.first_line);
        }
    }
    spans
}

enum Reference {
    Stage(usize),
    /// The builder expands nothing there.
    Variable,
    NoSuchIndex(usize),
}

/// The stages an instruction takes files from; fills in `from_stage` and `from_image`.
fn references(
    instruction: &mut Instruction,
    request: &BuildRequest,
    document: &Dockerfile,
    names: &[Option<String>],
) -> Vec<Reference> {
    let named = |word: &str| named::find(&request.contexts, word);
    let mut found = Vec::new();
    let flag = instruction.flags.iter().find(|flag| flag.name == "from").map(|flag| flag.at.clone());
    let from = instruction.copied.as_ref().and_then(|copied| copied.from.clone());
    if let Some((copied, from)) = instruction.copied.as_mut().zip(from) {
        let at = flag.unwrap_or_else(|| instruction.at.clone());
        match (named(&from), lookup(&from, names)) {
            (Some(Named::Image(image)), _) => {
                copied.from_image = Some(image::parse(image, at, !image.contains('$')));
            }
            (Some(Named::Built(_) | Named::Elsewhere), _) => {}
            (None, Some(Reference::Stage(stage))) => {
                copied.from_stage = Some(stage);
                found.push(Reference::Stage(stage));
            }
            (None, Some(wrong)) => found.push(wrong),
            (None, None) => {
                // What a template fills in there, nobody can tell.
                if !is_filled_in(&from, &document.placeholders) && expands(&from, &Lexer::new(document.escape)) {
                    found.push(Reference::Variable);
                }
                copied.from_image = Some(image::parse(&from, at, !from.contains('$')));
            }
        }
    }
    for mount in &instruction.mounts {
        if let Some(from) = mount.options.get("from").filter(|from| named(from).is_none()) {
            found.extend(lookup(from, names));
        }
    }
    found
}

/// Whether a text would be another after expansion.
fn expands(text: &str, lexer: &Lexer) -> bool {
    !lexer.expand(text, &|_| None).is_ok_and(|expansion| expansion.text == text)
}

/// A stage by name (the last of that name), else by number; none for an image.
fn lookup(text: &str, names: &[Option<String>]) -> Option<Reference> {
    let lower = text.to_lowercase();
    if let Some(stage) = names.iter().rposition(|name| name.as_deref() == Some(lower.as_str())) {
        return Some(Reference::Stage(stage));
    }
    let number: usize = text.parse().ok()?;
    Some(if number < names.len() { Reference::Stage(number) } else { Reference::NoSuchIndex(number) })
}

/// The same where a number of none is none.
pub(super) fn stage_called(text: &str, names: &[Option<String>]) -> Option<usize> {
    match lookup(text, names)? {
        Reference::Stage(stage) => Some(stage),
        Reference::Variable | Reference::NoSuchIndex(_) => None,
    }
}

fn target(
    request: &BuildRequest,
    document: &Dockerfile,
    stages: &[Stage],
    names: &[Option<String>],
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let last = stages.len().checked_sub(1)?;
    let Some(name) = request.target.as_deref().filter(|name| !name.is_empty()) else { return Some(last) };
    if let Some(stage) = stage_called(name, names) {
        return Some(stage);
    }
    let known: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
    let message = format!("target stage \"{name}\" is not in {}", request.dockerfile);
    let help = match nearest(name, known.iter().copied()) {
        Some(known) => format!("did you mean {known}?"),
        _ if known.is_empty() => "name a stage with FROM image AS name".to_owned(),
        _ => format!("it has the stages {}", known.join(", ")),
    };
    let span = document.instructions.first().map(|instruction| instruction.first_line);
    refuse(problems, span, message, &help);
    None
}

/// Stages that need each other, which only COPY and mounts can bring about.
fn circular(needs: &[Vec<usize>], request: &BuildRequest, document: &Dockerfile, problems: &mut Vec<Problem>) {
    let mut state = vec![0u8; needs.len()];
    for start in 0..needs.len() {
        let mut open = vec![(start, 0usize)];
        while let Some((index, next)) = open.pop() {
            if next == 0 {
                if state[index] != 0 {
                    continue;
                }
                state[index] = 1;
            }
            match needs[index].get(next) {
                None => state[index] = 2,
                Some(needed) => {
                    open.push((index, next + 1));
                    if *needed != index && state[*needed] == 1 {
                        let froms = document.instructions.iter().filter(|instruction| instruction.is("FROM"));
                        let span = froms.map(|from| from.first_line).nth(index);
                        let message = format!("stages {index} and {needed} of {} need each other", request.dockerfile);
                        refuse(problems, span, message, "take files only from stages that do not need this one");
                        return;
                    }
                    open.push((*needed, 0));
                }
            }
        }
    }
}
