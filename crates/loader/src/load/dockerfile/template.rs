//! Templates that make Dockerfiles (`{{ … }}`, `{% … %}`, `<%= … %>`): the same text with a variable in place of what is filled in, byte for byte as
//! long, so that whatever hangs on it is as unknown as what hangs on a variable that nothing sets. Statements alone on their lines become comments.

use std::collections::BTreeMap;

use super::{parse, parse_filled_in};
use crate::document::dockerfile::{Dockerfile, Instruction};
use crate::document::text::Mapped;
use crate::load::templates::{self, Piece};
use plimsoll_source::Span;
use plimsoll_source::problem::{Problem, Severity};

/// What begins a placeholder or a statement.
const MARKS: [&str; 3] = ["{{", "{%", "<%"];
/// What build tools put between marks, which programs in a RUN have, too.
const OF_TOOLS: [char; 2] = ['@', '%'];
/// Problems of a text that has no stage.
pub(crate) const OF_PARTS: [&str; 2] = ["dockerfile-empty", "dockerfile-no-stage"];
/// Characters of a placeholder that are told.
const SHOWN: usize = 60;

/// Reads a Dockerfile, or the template of one: where the builder would refuse it as it stands, and takes it with its placeholders filled in.
pub(crate) fn parse_open(text: &Mapped, path: &str) -> (Dockerfile, Vec<Problem>) {
    let (document, problems) = parse(text);
    // That there is no stage, no placeholder is to blame for.
    let is_refused = |problems: &[Problem]| {
        problems.iter().any(|problem| problem.severity == Severity::Error && !OF_PARTS.contains(&problem.code))
    };
    if !is_refused(&problems) && !fills_in_base(&document) && !fills_in_words(&document) {
        return (document, problems);
    }
    let froms = document.instructions.iter().filter(|instruction| instruction.is("FROM"));
    let froms: Vec<Span> = froms.map(|from| from.span).collect();
    let names_base = |piece: &Piece| {
        let span = text.locate(piece.range.clone());
        let behind = froms.partition_point(|from| from.start <= span.start);
        behind.checked_sub(1).is_some_and(|before| span.end <= froms[before].end)
    };
    let is_of_tools = |piece: &Piece| text.as_str()[piece.range.clone()].starts_with(OF_TOOLS);
    let mut pieces = templates::pieces(text.as_str());
    pieces.retain(|piece| !is_of_tools(piece) || names_base(piece));
    let Some(first) = pieces.first() else { return (document, problems) };
    let Some((masked, placeholders)) = masked(text.as_str(), &pieces, document.escape) else {
        return (document, problems);
    };
    let (template, mut more) = parse_filled_in(&text.reading(masked), placeholders);
    if is_refused(&more) {
        return (document, problems);
    }
    more.push(templates::told(path, pieces.len()).at(text.locate(first.range.clone())));
    (template, more)
}

/// Whether what a text begins a stage with, or a line, is for a template language to say: the builder takes no such file.
pub(crate) fn is_template(document: &Dockerfile, text: &str) -> bool {
    let begins = |line: &str| {
        let line = line.trim();
        MARKS.iter().any(|mark| line.starts_with(mark)) || templates::in_text(line) == Some(line)
    };
    fills_in_base(document) || text.lines().any(begins)
}

fn fills_in_base(document: &Dockerfile) -> bool {
    let mut froms = document.instructions.iter().filter(|instruction| instruction.is("FROM"));
    froms.any(|from| {
        let body = from.body.as_str();
        MARKS.iter().any(|mark| body.contains(mark)) || templates::variable_in_text(body).is_some()
    })
}

/// Instructions whose texts programs read.
const FOR_PROGRAMS: [&str; 5] = ["RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL"];

/// Instructions whose values programs read when they run, whatever is in them.
const FOR_LATER: [&str; 2] = ["ENV", "LABEL"];

/// Whether words of instructions are for a template language to say: `${{ … }}`, which is nothing to the builder and falls apart at its blanks, and
/// `{{ name }}` where no program reads it, or where the name of a program stands.
fn fills_in_words(document: &Dockerfile) -> bool {
    let is_one_of = |instruction: &Instruction, names: &[&str]| names.iter().any(|name| instruction.is(name));
    document.instructions.iter().any(|instruction| {
        let body = instruction.body.as_str();
        if is_one_of(instruction, &FOR_PROGRAMS) {
            return instruction.is("RUN") && names_program(body);
        }
        body.contains("${{") || !is_one_of(instruction, &FOR_LATER) && templates::variable_in_text(body).is_some()
    })
}

/// Whether a template fills in a part of a text, in which variables stand for its placeholders.
pub(crate) fn is_filled_in(text: &str, placeholders: &BTreeMap<String, String>) -> bool {
    text.match_indices("${").any(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest[end..].starts_with('}') && placeholders.contains_key(&rest[..end])
    })
}

/// Whether a placeholder stands where the name of a program does.
fn names_program(body: &str) -> bool {
    templates::pieces(body).iter().any(|Piece { range, .. }| {
        let before = body[..range.start].trim_end_matches([' ', '\t']);
        let begins_command = before.is_empty() || before.ends_with(['|', '&', ';']);
        begins_command && templates::variable_in_text(&body[range.clone()]).is_some()
    })
}

/// The text with variables in place of placeholders, and what each variable is written as; `None` where a placeholder has no room for one.
fn masked(text: &str, pieces: &[Piece], escape: char) -> Option<(String, BTreeMap<String, String>)> {
    let mut masked = String::with_capacity(text.len());
    let mut placeholders = BTreeMap::new();
    let mut from = 0;
    for Piece { range, alone } in pieces {
        masked.push_str(&text[from..range.start]);
        let written = &text[range.clone()];
        if *alone {
            masked.push_str(&comment(written));
        } else {
            let (variable, name) = variable(written, escape)?;
            masked.push_str(&variable);
            placeholders.insert(name, shown(written));
        }
        from = range.end;
    }
    masked.push_str(&text[from..]);
    Some((masked, placeholders))
}

/// A comment in every line of a statement, byte for byte as long.
fn comment(written: &str) -> String {
    let mut is_first = true;
    let byte = |byte: u8| match byte {
        b'\n' => {
            is_first = true;
            '\n'
        }
        b'\r' => '\r',
        _ => {
            if std::mem::take(&mut is_first) {
                '#'
            } else {
                ' '
            }
        }
    };
    written.bytes().map(byte).collect()
}

/// A variable as long as a placeholder, and its name. What goes on over lines goes on as an instruction does.
fn variable(written: &str, escape: char) -> Option<(String, String)> {
    let escape = u8::try_from(escape).ok()?;
    let mut bytes = written.as_bytes().to_vec();
    let last = bytes.len().checked_sub(1)?;
    // `@V@`: no room for braces.
    if last == 2 && bytes[1].is_ascii_alphabetic() {
        let name = format!("_{}", char::from(bytes[1]));
        return Some((format!("${name}"), name));
    }
    let is_of_tools = written.starts_with(OF_TOOLS);
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = match (at, *byte) {
            (0, _) => b'$',
            (1, _) => b'{',
            (at, _) if at == last => b'}',
            (_, b'\n' | b'\r') => *byte,
            // No argument of the Dockerfile is called so.
            (2, _) if is_of_tools => b'_',
            (2, byte) if byte.is_ascii_digit() => b'_',
            (_, byte) if byte.is_ascii_alphanumeric() => byte,
            _ => b'_',
        };
    }
    for end in (0..last).filter(|at| written.as_bytes()[*at] == b'\n') {
        let before = if bytes[end - 1] == b'\r' { end - 2 } else { end - 1 };
        match bytes[before] {
            // An empty line in an instruction ends nothing.
            b'\n' => {}
            _ if before < 3 => return None,
            _ => bytes[before] = escape,
        }
    }
    let name = bytes[2..last].iter().filter(|byte| !matches!(byte, b'\n' | b'\r') && **byte != escape);
    let name = name.map(|byte| char::from(*byte)).collect();
    Some((bytes.into_iter().map(char::from).collect(), name))
}

/// A placeholder as it is told: on one line, without blanks.
fn shown(written: &str) -> String {
    written.chars().filter(|c| !c.is_whitespace()).take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::{MARKS, masked, templates};

    fn text(text: &str) -> Option<String> {
        let (masked, _) = masked(text, &templates::pieces(text), '\\')?;
        assert_eq!(masked.len(), text.len(), "{text:?}");
        assert_eq!(masked.matches('\n').count(), text.matches('\n').count(), "{text:?}");
        assert!(!MARKS.iter().any(|mark| masked.contains(mark)), "{masked:?}");
        Some(masked)
    }

    #[test]
    fn placeholders_become_variables_and_statements_comments() {
        for (template, expected) in [
            ("FROM {{ image }}:1\n", "FROM ${_image__}:1\n"),
            ("FROM {{9}}\n", "FROM ${__}\n"),
            ("{% if a %}\nRUN x\n{% endif %}\n", "#         \nRUN x\n#          \n"),
            ("RUN a \\\n  {%- b %}\n  c\n", "RUN a \\\n  #       \n  c\n"),
            ("{% set\na %}\nFROM b\n", "#     \n#   \nFROM b\n"),
            ("FROM @A@/b:%{C}-@DE@\n", "FROM $_A/b:${_}-${_}\n"),
            ("ENV A=<%= é %>\n", "ENV A=${______}\n"),
            ("RUN {{ a(\n  b)\n\n}}\nUSER c\n", "RUN ${_a\\\n__b\\\n\n_}\nUSER c\n"),
            ("RUN {{ a(\r\nb) }}\r\n", "RUN ${_a\\\r\nb___}\r\n"),
        ] {
            assert_eq!(text(template).as_deref(), Some(expected), "{template:?}");
        }
        for no_room in ["RUN {{\na }}", "RUN {{\r\na}}", "RUN {{a\nb}}"] {
            assert_eq!(text(no_room), None, "{no_room:?}");
        }
    }
}
