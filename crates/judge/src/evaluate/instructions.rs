//! What is unknown in an instruction of a Dockerfile, by the names that rules know it by, and whose it is: of the stage that says it, of the stages and
//! services that it comes to.

use plimsoll_model::{Address, Build, Instruction, Project, Stage, StageBase};

/// One thing that is unknown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// What rules call it: `user`; `ADD`, `sources`.
    pub(super) names: Vec<String>,
    /// The stages that have it, and the services that run them.
    pub(super) owners: Vec<Address>,
}

/// What is unknown where a word, a flag or a command of an instruction is; none where the address is of another thing.
pub(super) fn open(project: &Project, value: &Address) -> Option<(Address, Vec<Open>)> {
    let way: Vec<String> = value.segments().collect();
    let ["builds", key, "stages", stage, "instructions", number, part, index] =
        way.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return None;
    };
    let build = project.builds.get(key)?;
    let stage = build.stages.get(stage.parse::<usize>().ok()?)?;
    let instruction = stage.instructions.get(number.parse::<usize>().ok()?)?;
    let here = |names: &[&str]| Open { names: owned(names), owners: vec![stage.at.clone()] };
    let effect = |name: &str| Open { names: owned(&[name]), owners: comes_to(project, build, stage, instruction) };
    let found = match part {
        "commands" => vec![here(&["commands"])],
        "flags" => {
            let flag = instruction.flags.get(index.parse::<usize>().ok()?)?;
            let name = flag.name.replace('-', "_");
            vec![if instruction.keyword == "HEALTHCHECK" { effect(&name) } else { here(&[&name]) }]
        }
        _ => {
            let attribute = ATTRIBUTES.iter().find(|(keyword, _)| *keyword == instruction.keyword);
            let effects = attribute.map(|(_, name)| effect(name));
            let number = index.parse::<usize>().ok()?;
            let part = match instruction.keyword.as_str() {
                "ADD" | "COPY" if number > 0 && number + 1 == instruction.args.len() => "destination",
                "ADD" | "COPY" => "sources",
                // Who asks for that leaves out what is unknown.
                _ => "known",
            };
            let written = (instruction.keyword == "EXPOSE").then(|| here(&["exposes"]));
            [here(&[&instruction.keyword, part])].into_iter().chain(written).chain(effects).collect()
        }
    };
    Some((instruction.at.clone(), found))
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Whether a name is that of an instruction.
pub(super) fn is_keyword(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// What instructions set of an image.
const ATTRIBUTES: [(&str, &str); 5] = [
    ("EXPOSE", "exposed"),
    ("STOPSIGNAL", "stop_signal"),
    ("USER", "user"),
    ("VOLUME", "volumes"),
    ("WORKDIR", "workdir"),
];

/// The stages, and the services that run them, for which an instruction still holds at their end.
fn comes_to(project: &Project, build: &Build, stage: &Stage, instruction: &Instruction) -> Vec<Address> {
    let at = Some(&instruction.at);
    let holds = |other: &&Stage| match instruction.keyword.as_str() {
        "USER" => other.effect.user.at.as_ref() == at,
        "HEALTHCHECK" => other.effect.healthcheck.at.as_ref() == at,
        "STOPSIGNAL" => other.effect.stop_signal.as_ref().map(|signal| &signal.at) == at,
        // Where it is unknown, the effect has none that could tell.
        _ => is_built_on(build, other, stage.index),
    };
    let stages = build.stages.iter().filter(holds);
    let is_target = build.target_stage.and_then(|index| build.stages.get(index)).is_some_and(|target| holds(&target));
    let services = build.services.iter().filter(|_| is_target).filter_map(|name| project.services.get(name));
    let runs = services.filter(|service| match instruction.keyword.as_str() {
        "USER" => service.facts.user.at.as_ref() == at,
        "HEALTHCHECK" => service.facts.healthcheck.at.as_ref() == at,
        _ => true,
    });
    stages.map(|stage| stage.at.clone()).chain(runs.map(|service| service.at.clone())).collect()
}

/// Whether a stage is another one, or is built on it.
fn is_built_on(build: &Build, stage: &Stage, index: usize) -> bool {
    let mut next = Some(stage);
    while let Some(stage) = next {
        if stage.index == index {
            return true;
        }
        next = match stage.from.base {
            // A stage is built on earlier ones.
            StageBase::Stage { stage: base } if base < stage.index => build.stages.get(base),
            _ => None,
        };
    }
    false
}
