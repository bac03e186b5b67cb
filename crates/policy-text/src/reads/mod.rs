//! What a rule looks at, told by the words in it and in the definitions of other packages that it uses: rather too much than too little.

use std::collections::{BTreeMap, BTreeSet};

use doubts::Line;

mod doubts;

/// The facts of services that an image may bring.
const OF_IMAGES: [&str; 8] =
    ["build_known", "base_image", "user", "healthcheck", "environment", "exposed", "entrypoint", "command"];

/// The words for the files of a build context, and for what COPY takes of them.
const OF_FILES: [&str; 3] = ["files", "ignored", "truncated"];

/// What takes a model apart by itself and names nothing.
const WALK: &str = "walk";

/// A policy among those that may import each other.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// The package it declares.
    pub package: &'a str,
    /// Its text.
    pub rego: &'a str,
    /// Ours: what is not is taken to look at everything.
    pub is_ours: bool,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looks<'a> {
    /// What a Dockerfile says, or the image that comes out of it.
    pub images: bool,
    /// Which files lie in a build context.
    pub files: bool,
    /// Words that may be names of attributes; `None`: it may look at any.
    pub words: Option<BTreeSet<&'a str>>,
    /// Those of them that it doubts, which means that it may speak because something is *not* there or otherwise.
    pub doubts: BTreeSet<&'a str>,
}

/// A package, and a name in it or all of it.
type Use<'a> = (&'a str, Option<&'a str>);

/// What one definition says by itself.
#[derive(Debug, Default)]
struct Definition<'a> {
    images: bool,
    files: bool,
    walks: bool,
    words: BTreeSet<&'a str>,
    uses: BTreeSet<Use<'a>>,
    /// What of it is doubted.
    doubted: (BTreeSet<&'a str>, BTreeSet<Use<'a>>),
}

/// The definitions of a package by name.
type Package<'a> = BTreeMap<&'a str, Definition<'a>>;

/// Policies of which several rules are asked for: each package is looked through once.
#[derive(Debug)]
pub struct Looker<'a> {
    policies: BTreeMap<&'a str, Vec<Policy<'a>>>,
    opened: BTreeMap<&'a str, Package<'a>>,
}

impl<'a> Looker<'a> {
    /// Of all policies that may import each other.
    pub fn new(policies: impl IntoIterator<Item = Policy<'a>>) -> Self {
        let mut by_package: BTreeMap<&str, Vec<Policy<'_>>> = BTreeMap::new();
        policies.into_iter().for_each(|policy| by_package.entry(policy.package).or_default().push(policy));
        Self { policies: by_package, opened: BTreeMap::new() }
    }

    /// What the rule of a package looks at, with what all that stands there uses of other packages. Nothing where some of that is not ours.
    pub fn looks(&mut self, package: &'a str) -> Option<Looks<'a>> {
        let mut looks = Looks { images: false, files: false, words: None, doubts: BTreeSet::new() };
        let (mut words, mut walks) = (BTreeSet::new(), false);
        // What is used in a doubt is doubted as a whole.
        let (mut open, mut seen) = (vec![(package, None, false)], BTreeSet::new());
        while let Some((package, name, is_doubted)) = open.pop() {
            if !seen.insert((package, name, is_doubted)) {
                continue;
            }
            for (_, definition) in self.open(package)?.iter().filter(|(of, _)| name.is_none_or(|name| name == **of)) {
                looks.images |= definition.images;
                looks.files |= definition.files;
                walks |= definition.walks;
                words.extend(definition.words.iter().copied());
                let (doubted, in_doubt) = &definition.doubted;
                looks.doubts.extend(if is_doubted { &definition.words } else { doubted });
                open.extend(definition.uses.iter().map(|(package, name)| (*package, *name, is_doubted)));
                open.extend(in_doubt.iter().map(|(package, name)| (*package, *name, true)));
            }
        }
        looks.words = (!walks).then_some(words);
        Some(looks)
    }

    fn open(&mut self, package: &'a str) -> Option<&Package<'a>> {
        let policies = self.policies.get(package).map(Vec::as_slice).unwrap_or_default();
        if policies.iter().any(|policy| !policy.is_ours) {
            return None;
        }
        let read = || policies.iter().fold(Package::new(), |read, policy| definitions(read, policy, &self.policies));
        Some(self.opened.entry(package).or_insert_with(read))
    }
}

/// Adds what the definitions of a policy say.
fn definitions<'a>(
    mut read: Package<'a>,
    policy: &Policy<'a>,
    policies: &BTreeMap<&'a str, Vec<Policy<'a>>>,
) -> Package<'a> {
    let names = imports(policy.rego);
    for Line { of, text, is_doubt } in doubts::told(lines(policy.rego).collect()) {
        let definition = read.entry(of).or_default();
        definition.images |= says_images(text);
        definition.files |= says_files(text);
        let (mut said, mut uses) = (BTreeSet::new(), BTreeSet::from_iter(used(text, &names, policies)));
        for (word, before) in words(text) {
            definition.walks |= word == WALK;
            // What stands behind a dot or in quotes may be the name of an attribute, what stands by itself that of a definition.
            if before.ends_with(['.', '"']) {
                said.insert(word);
            }
            if !before.ends_with('.') {
                uses.insert((policy.package, Some(word)));
            }
        }
        if is_doubt {
            // Not itself: what it says elsewhere is not doubted for that.
            let others = uses.iter().filter(|used| **used != (policy.package, Some(of)));
            definition.doubted.1.extend(others.copied());
            definition.doubted.0.extend(said.iter().copied());
        }
        definition.words.extend(said);
        definition.uses.extend(uses);
    }
    read
}

/// Lines of code, each with the name of the definition that it belongs to.
fn lines(rego: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut current = "";
    let is_code = |line: &&str| !line.trim_start().starts_with('#') && !line.starts_with("import ");
    rego.lines().filter(is_code).map(move |line| {
        if line.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') {
            let (first, _) = words(line).next().unwrap_or_default();
            let rest = || words(line).nth(1).map_or("", |(word, _)| word);
            current = if first == "default" { rest() } else { first };
        }
        (current, line)
    })
}

/// The words of a line, each with what stands before it.
fn words(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.split(move |c: char| !is_word(c)).filter(|word| !word.is_empty()).map(move |word| {
        let at = word.as_ptr() as usize - line.as_ptr() as usize;
        (word, &line[..at])
    })
}

/// Imported packages (or what is imported from one) by the name that stands for them.
fn imports(rego: &str) -> BTreeMap<&str, &str> {
    let lines = rego.lines().filter_map(|line| line.strip_prefix("import data.").map(str::trim));
    lines
        .map(|line| match line.split_once(" as ") {
            Some((path, name)) => (name.trim(), path.trim()),
            None => (line.rsplit('.').next().unwrap_or(line), line),
        })
        .collect()
}

/// What a line uses of other packages: a name in one, or all of it.
fn used<'a>(
    line: &'a str,
    imports: &BTreeMap<&str, &'a str>,
    policies: &BTreeMap<&'a str, Vec<Policy<'a>>>,
) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    for (word, before) in words(line).filter(|(_, before)| !before.ends_with('.')) {
        let rest = &line[before.len() + word.len()..];
        let path = match (word, imports.get(word)) {
            ("data", _) => "",
            (_, Some(path)) => path,
            _ => continue,
        };
        let more = rest.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).next().unwrap_or("");
        let whole = format!("{path}{more}");
        let whole = whole.trim_start_matches('.');
        // The reference is `path` and `more` behind each other: a package must be the beginning of it.
        let ends = whole.match_indices('.').map(|(end, _)| end).chain([whole.len()]);
        for (end, (package, _)) in ends.filter_map(|end| Some((end, policies.get_key_value(&whole[..end])?))) {
            let inner = whole[end..].trim_start_matches('.');
            let name = inner.split('.').next().unwrap_or(inner);
            // The name is a piece of the line or of an import: of what is imported from a package, all of the package is meant.
            let name = words(more).map(|(word, _)| word).find(|word| *word == name);
            found.push((*package, name));
        }
    }
    found
}

/// Whether a line names the files of a context; `input.files` are those that a project is made of.
fn says_files(line: &str) -> bool {
    let is_field = |before: &str| before.ends_with(['.', '"']) && !before.ends_with("input.");
    words(line).any(|(word, before)| word == WALK || (OF_FILES.contains(&word) && is_field(before)))
}

/// Whether a line names builds, or a fact that an image may bring, or takes facts as a whole.
fn says_images(line: &str) -> bool {
    let whole = words(line).any(|(word, _)| matches!(word, "builds" | WALK));
    whole
        || words(line).filter(|(word, _)| *word == "facts").any(|(word, before)| {
            let rest = &line[before.len() + word.len()..];
            // `service.facts.user`, or `object.get(service.facts, "user", null)`.
            let named = rest.strip_prefix('.').or_else(|| rest.strip_prefix(", \""));
            let name = named.and_then(|rest| words(rest).next()).map(|(word, _)| word);
            name.is_none_or(|name| OF_IMAGES.contains(&name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_told_from_attributes() {
        assert!(says_images("some name, value in service.facts"));
        assert!(says_images("service.facts[name]"));
        assert!(says_images("service.facts.user.root == true"));
        assert!(says_images("object.get(service.facts, \"environment\", {})"));
        assert!(says_images("some build in input.builds"));
        assert!(!says_images("service.facts.mounts"));
        assert!(!says_images("object.get(service, \"environment\", {})"));
    }

    const LIBRARIES: [(&str, &str); 3] = [
        ("policies.lib", "at(x) := x\n"),
        (
            "policies.lib.port",
            "import data.policies.lib.image\n\nfree(s) := s\n\nmeant(s) if image.known(s)\n\nany(s) if walk(s, [_, 1])\n",
        ),
        ("policies.lib.image", "known(s) if s.facts.base_image\n"),
    ];

    fn looks(rego: &str, lend: impl Fn(&mut Policy<'_>)) -> Option<(bool, bool)> {
        let libraries = LIBRARIES.iter().map(|&(package, rego)| Policy { package, rego, is_ours: true });
        let mut all: Vec<Policy<'_>> =
            libraries.chain([Policy { package: "policies.a.b", rego, is_ours: true }]).collect();
        all.iter_mut().for_each(lend);
        Looker::new(all).looks("policies.a.b").map(|looks| (looks.images, looks.words.is_none()))
    }

    #[test]
    fn what_is_used_of_other_packages_is_found() {
        let images = |rego: &str| looks(rego, |_| ()).expect("all of it is ours").0;
        assert!(!images("import data.policies.lib.port\n\ndeny contains x if port.free(x)\n"));
        assert!(images("import data.policies.lib.port\n\ndeny contains x if port.meant(x)\n"));
        assert!(images("import data.policies.lib.port as p\n\ndeny contains x if p.meant(x)\n"));
        assert!(images("deny contains x if data.policies.lib.image.known(x)\n"));
        assert!(images("import data.policies.lib.port.meant\n\ndeny contains x if meant(x)\n"));
        assert!(!images("import data.policies.lib\n\n# facts.user\ndeny contains x if lib.at(x)\n"));
    }

    #[test]
    fn who_takes_a_model_apart_looks_at_everything() {
        let any = |rego: &str| looks(rego, |_| ());
        assert_eq!(any("import data.policies.lib.port\n\ndeny contains x if port.any(x)\n"), Some((true, true)));
        assert_eq!(any("import data.policies.lib.port\n\ndeny contains x if port.free(x)\n"), Some((false, false)));
    }

    #[test]
    fn what_others_wrote_tells_nothing() {
        let rego = "import data.policies.lib.port\n\ndeny contains x if port.free(x)\n";
        let of_others = |package: &'static str| looks(rego, |policy| policy.is_ours = policy.package != package);
        assert_eq!(of_others("policies.lib.port"), None);
        assert_eq!(of_others("policies.a.b"), None);
        // It imports something, but not what the rule uses.
        assert_eq!(of_others("policies.lib.image"), Some((false, false)));
    }
}
