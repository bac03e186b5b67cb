//! Which stages a build starts from on other platforms, where `FROM base-${TARGETARCH}` leaves that to the platform.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::stage_called;
use super::pair::argument;
use super::scope::{Arguments, Globals};
use super::{BuildRequest, named};
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

/// A platform that a Dockerfile serves, on which stages are built on others than on the builder's own.
#[derive(Debug)]
pub struct Platform {
    /// What it is called: `linux-arm-v7`.
    pub name: String,
    /// The arguments that make it.
    pub arguments: Arguments,
    /// Stages that are not built there: their FROM names no stage, and does on another platform.
    pub unserved: BTreeSet<usize>,
}

/// Platforms on which other stages are built on than on the builder's own, as far as what is asked for is built there.
pub fn others(document: &Dockerfile, request: &BuildRequest) -> Vec<Platform> {
    let given = &request.args;
    let froms = document.instructions.iter().filter(|instruction| instruction.is("FROM"));
    let is_open = |text: &str| ["TARGET", "BUILD"].iter().any(|start| text.contains(start)) && text.contains('$');
    if !froms.clone().any(|from| from.args.first().is_some_and(|word| is_open(word.text()))) {
        return Vec::new();
    }
    let all = PLATFORMS.map(|platform| {
        let (name, mut arguments) = arguments(platform);
        arguments.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
        let bases = bases(document, request, &arguments);
        (name, arguments, bases)
    });
    let names: Vec<Option<String>> =
        froms.map(|from| from.args.get(2).map(|alias| alias.text().to_lowercase())).collect();
    let is_stage: Vec<bool> = (0..names.len())
        .map(|stage| all.iter().any(|(_, _, bases)| matches!(bases.get(stage), Some(Base::Stage(_)))))
        .collect();
    let sources = sources(document, request, &names);
    let target = match request.target.as_deref().filter(|target| !target.is_empty()) {
        Some(target) => stage_called(target, &names),
        None => names.len().checked_sub(1),
    };
    let mut chains = Chains::default();
    let mut others = Vec::new();
    for (index, (name, mut arguments, bases)) in all.into_iter().enumerate() {
        let is_unserved = |stage: &usize| bases[*stage] == Base::Image && is_stage[*stage];
        let unserved: BTreeSet<usize> = (0..bases.len()).filter(is_unserved).collect();
        let is_built = !reached(target, &bases, &sources).iter().any(|stage| unserved.contains(stage));
        // The builder's own platform is judged in any case.
        if (index == 0 || is_built) && chains.add(&bases, &unserved) && index > 0 {
            arguments.retain(|name, _| name.starts_with("TARGET") || given.contains_key(name));
            others.push(Platform { name, arguments, unserved });
        }
    }
    others
}

/// What a platform is called, and the arguments that the builder gives for it.
fn arguments((os, arch, variant): (&str, &str, &str)) -> (String, Arguments) {
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
    (platform.replace('/', "-"), arguments)
}

/// What FROM names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    /// A stage of the file.
    Stage(usize),
    /// What the build is given under that name.
    Given,
    /// Neither.
    Image,
}

/// What stages are built on, and those again, of all platforms so far.
#[derive(Default)]
struct Chains {
    numbers: BTreeMap<(usize, Option<usize>), usize>,
}

impl Chains {
    /// Adds those of a platform; whether one of them is new.
    fn add(&mut self, bases: &[Base], unserved: &BTreeSet<usize>) -> bool {
        let before = self.numbers.len();
        let mut chains: Vec<Option<usize>> = Vec::with_capacity(bases.len());
        for (stage, base) in bases.iter().enumerate() {
            let below = match base {
                _ if unserved.contains(&stage) => None,
                Base::Stage(base) => chains[*base].map(Some),
                Base::Given | Base::Image => Some(None),
            };
            let next = self.numbers.len();
            chains.push(below.map(|below| *self.numbers.entry((stage, below)).or_insert(next)));
        }
        self.numbers.len() > before
    }
}

/// The stages that a build of the target builds.
fn reached(target: Option<usize>, bases: &[Base], sources: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = target.into_iter().collect();
    while let Some(stage) = open.pop() {
        if reached.insert(stage) {
            open.extend(sources.get(stage).into_iter().flatten());
            open.extend(
                bases.get(stage).and_then(|base| if let Base::Stage(base) = base { Some(*base) } else { None }),
            );
        }
    }
    reached
}

/// The stages that each stage takes files from.
fn sources(document: &Dockerfile, request: &BuildRequest, names: &[Option<String>]) -> Vec<Vec<usize>> {
    let mut sources = vec![Vec::new(); names.len()];
    for instruction in &document.instructions {
        let Some(sources) = instruction.stage.and_then(|stage| sources.get_mut(stage)) else { continue };
        for flag in &instruction.flags {
            let value = flag.value.as_deref().unwrap_or_default();
            let from = match flag.name.as_str() {
                "from" => Some(value),
                "mount" => value.split(',').find_map(|option| option.strip_prefix("from=")),
                _ => None,
            };
            let from = from.filter(|from| named::find(&request.contexts, from).is_none());
            sources.extend(from.and_then(|from| stage_called(from, names)));
        }
    }
    sources
}

/// What each stage is built on.
fn bases(document: &Dockerfile, request: &BuildRequest, arguments: &Arguments) -> Vec<Base> {
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
            let base = globals.expand(&lexer, text).map_or(Base::Image, |value| {
                match named::find(&request.contexts, &value.text) {
                    Some(_) => Base::Given,
                    None => names.get(&value.text.to_lowercase()).map_or(Base::Image, |stage| Base::Stage(*stage)),
                }
            });
            if let Some(alias) = instruction.args.get(2) {
                names.insert(alias.text().to_lowercase(), bases.len());
            }
            bases.push(base);
        }
    }
    bases
}
