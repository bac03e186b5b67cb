//! `plimsoll parse --as dockerfile`: directives and instructions as the builder's parser splits them.

use plimsoll_loader::document::dockerfile::{Dockerfile, Instruction};
use plimsoll_loader::document::text::Mapped;
use plimsoll_loader::load;
use plimsoll_loader::normalize;
use plimsoll_source::{FileId, Sources, Span};
use serde_json::{Map, Value, json};

use super::{Request, Tree};

pub(super) fn tree(request: &Request, file: FileId, sources: &Sources) -> Tree {
    let source = sources.get(file);
    let (document, mut problems) = load::dockerfile::parse(&Mapped::whole(file, &source.text));
    let mut members = Map::new();
    members.insert("directives".to_owned(), directives(&document));
    let mut printed: Vec<Map<String, Value>> = document.instructions.iter().map(|i| instruction(i, sources)).collect();
    if request.expand {
        let (expanded, refused) = normalize::dockerfile::expanded(&document, &request.define);
        problems.extend(refused);
        for (members, words) in printed.iter_mut().zip(expanded) {
            let Some(words) = words else { continue };
            let mut words = Value::from(words);
            // A variable may bring a secret from any other line.
            request.veil.tree(&mut words, Span::new(file, 0, source.text.len()));
            members.insert("expanded".to_owned(), words);
        }
    }
    let mut printed: Vec<Value> = printed.into_iter().map(Value::Object).collect();
    for (tree, instruction) in printed.iter_mut().zip(&document.instructions) {
        for (i, word) in instruction.args.iter().enumerate() {
            if let Some(Value::String(text)) = tree.pointer_mut(&format!("/args/{i}")) {
                *text = request.veil.text(text, word.span());
            }
        }
        request.veil.tree(tree, instruction.span);
    }
    members.insert("instructions".to_owned(), Value::Array(printed));
    Tree { members, problems }
}

fn directives(document: &Dockerfile) -> Value {
    let mut found = Map::new();
    for directive in &document.directives {
        found.insert(directive.name.clone(), Value::from(directive.value.as_str()));
    }
    found.insert("escape".to_owned(), Value::from(document.escape.to_string()));
    Value::Object(found)
}

fn instruction(instruction: &Instruction, sources: &Sources) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |key: &str, value: Value| members.insert(key.to_owned(), value);
    put("keyword", Value::from(instruction.keyword.text().to_lowercase()));
    put("flags", instruction.flags.iter().map(|flag| flag.word.text()).collect());
    put("json", Value::from(instruction.json));
    put("args", instruction.args.iter().map(|word| word.text()).collect());
    if instruction.is("ENV") || instruction.is("LABEL") {
        let pairs = instruction.pairs.iter().map(|pair| {
            let separator = if pair.legacy { "" } else { "=" };
            let location = sources.shown_location(pair.key.0.span());
            json!({"key": pair.key.text(), "value": pair.value.text(), "separator": separator, "location": location})
        });
        put("pairs", pairs.collect());
    }
    if let Some(trigger) = &instruction.trigger {
        put("trigger", Value::Object(self::instruction(trigger, sources)));
    }
    let heredocs = instruction.heredocs.iter().map(|heredoc| {
        json!({"name": heredoc.name, "expand": heredoc.expand, "chomp": heredoc.chomp, "content": heredoc.body.as_str()})
    });
    put("heredocs", heredocs.collect());
    put("start_line", Value::from(instruction.lines.0));
    put("end_line", Value::from(instruction.lines.1));
    put("original", Value::from(instruction.line.as_str()));
    put("stage", Value::from(instruction.stage));
    put("location", json!(sources.shown_location(instruction.span)));
    let words = instruction.args.iter().map(|word| json!(sources.shown_location(word.span())));
    put("arg_locations", words.collect());
    members
}
