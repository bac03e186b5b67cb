//! Which stages a build starts from on other platforms, where `FROM base-${TARGETARCH}` leaves that to the platform.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::argument;
use super::scope::{Arguments, Globals};
use crate::document::dockerfile::Dockerfile;
use crate::document::dockerfile::expand::{Lexer, Value};

/// The platforms that images are built for, the builder's own at first.
const PLATFORMS: [(&str, &str, &str); 13] = [
    ("linux", "amd64", ""),
    ("linux", "arm64", ""),
    ("linux", "arm", "v7"),
    ("linux", "arm", "v6"),
    ("linux", "386", ""),
    ("linux", "ppc64le", ""),
    ("linux", "s390x", ""),
    ("linux", "riscv64", ""),
    ("linux", "loong64", ""),
    ("linux", "mips64le", ""),
    ("windows", "amd64", ""),
    ("darwin", "amd64", ""),
    ("darwin", "arm64", ""),
];

/// Platforms on which other stages are built on than on the builder's own: what each is called, and its arguments.
pub fn others(document: &Dockerfile, given: &Arguments) -> Vec<(String, Arguments)> {
    let froms = document.instructions.iter().filter(|instruction| instruction.is("FROM"));
    let is_open = |text: &str| ["TARGET", "BUILD"].iter().any(|start| text.contains(start)) && text.contains('$');
    if !froms.clone().any(|from| from.args.first().is_some_and(|word| is_open(word.text()))) {
        return Vec::new();
    }
    let mut met: BTreeSet<Vec<Option<usize>>> = BTreeSet::new();
    let mut others = Vec::new();
    for (index, (os, arch, variant)) in PLATFORMS.into_iter().enumerate() {
        let slash = if variant.is_empty() { "" } else { "/" };
        let platform = format!("{os}/{arch}{slash}{variant}");
        let mut arguments = Arguments::new();
        for side in ["TARGET", "BUILD"] {
            // What builds is the machine at hand; only what is built for differs.
            let (platform, os, arch, variant) = if side == "BUILD" {
                ("linux/amd64", "linux", "amd64", "")
            } else {
                (platform.as_str(), os, arch, variant)
            };
            for (name, value) in [("PLATFORM", platform), ("OS", os), ("ARCH", arch), ("VARIANT", variant)] {
                arguments.insert(format!("{side}{name}"), Some(value.to_owned()));
            }
        }
        arguments.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
        let bases = bases(document, &arguments);
        if met.insert(bases.clone()) && index > 0 && bases.iter().any(Option::is_some) {
            arguments.retain(|name, _| name.starts_with("TARGET") || given.contains_key(name));
            others.push((platform.replace('/', "-"), arguments));
        }
    }
    others
}

/// The stage that each stage is built on, as far as it is one of the file.
fn bases(document: &Dockerfile, arguments: &Arguments) -> Vec<Option<usize>> {
    let lexer = Lexer::new(document.escape);
    let mut globals = Globals::new(arguments, &document.placeholders);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut bases = Vec::new();
    for instruction in &document.instructions {
        if instruction.is("ARG") && instruction.stage.is_none() {
            for word in &instruction.args {
                let (name, default) = argument(word.text());
                let default = default.and_then(|text| globals.expand(&lexer, text).ok());
                globals.declare(name, default.map(|value| Value { text: value.text, known: value.known }));
            }
        } else if instruction.is("FROM") {
            let text = instruction.args.first().map(|word| word.text()).unwrap_or_default();
            let base =
                globals.expand(&lexer, text).ok().and_then(|value| names.get(&value.text.to_lowercase()).copied());
            if let Some(alias) = instruction.args.get(2) {
                names.insert(alias.text().to_lowercase(), bases.len());
            }
            bases.push(base);
        }
    }
    bases
}
