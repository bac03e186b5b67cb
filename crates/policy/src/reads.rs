//! What a rule looks at besides its own subject: some of it may be missing where the rest was read, and then the rule has not judged.
//!
//! Of our own policies it is told by the words in them and in the libraries they import, rather too much than too little; a policy that is not ours is
//! taken to look at everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::engine::Text;
use super::{PolicySet, Rule, RuleId};

/// The facts of services that an image may bring.
const OF_IMAGES: [&str; 8] =
    ["build_known", "base_image", "user", "healthcheck", "environment", "exposed", "entrypoint", "command"];

/// The words for the files of a build context, and for what COPY takes of them.
const OF_FILES: [&str; 3] = ["files", "ignored", "truncated"];

/// What a rule may look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// What a Dockerfile says, or the image that comes out of it.
    pub images: bool,
    /// Which files lie in a build context.
    pub files: bool,
    /// The words of its code and of what that uses: an attribute whose name is not among them, it does not look at. `None`: it may look at everything.
    words: Option<BTreeSet<String>>,
}

/// Nobody looked: everything.
impl Default for Reads {
    fn default() -> Self {
        Self { images: true, files: true, words: None }
    }
}

impl PolicySet {
    /// What a rule looks at. It is found out anew each time: few runs ask.
    pub fn reads(&self, rule: &Rule) -> Reads {
        let home = self.worlds.iter().find(|world| world.source == rule.source);
        home.map_or_else(Reads::default, |world| Reads::of(rule, &world.texts))
    }

    /// The same by the rule's id.
    pub fn reads_of(&self, id: &RuleId) -> Reads {
        self.rules.iter().find(|rule| rule.id == *id).map_or_else(Reads::default, |rule| self.reads(rule))
    }
}

/// Texts by their package.
type Packages<'a> = HashMap<&'a str, Vec<&'a Text>>;

/// The code of a text.
struct Lines<'a> {
    /// Each line with the name of the definition that it belongs to.
    lines: Vec<(&'a str, &'a str)>,
    /// What is imported.
    names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a Text) -> Self {
        Self { lines: definitions(&text.rego).collect(), names: imports(&text.rego) }
    }
}

impl Reads {
    /// Of a rule among the policies that it may import: of all that stands in its own package, and of what that uses of other packages.
    fn of(rule: &Rule, texts: &[Text]) -> Self {
        let mut reads = Self { images: false, files: false, words: None };
        let mut all = BTreeSet::new();
        let mut packages: Packages<'_> = HashMap::new();
        texts.iter().for_each(|text| packages.entry(text.package.as_str()).or_default().push(text));
        // Lines of packages that were opened, by package: each is looked through once, however many of its names are used.
        let mut opened: HashMap<&str, Vec<Lines<'_>>> = HashMap::new();
        let (mut open, mut seen) = (vec![(rule.package.as_str(), None)], BTreeSet::new());
        while let Some((package, name)) = open.pop() {
            if !seen.insert((package, name)) {
                continue;
            }
            let of_package = packages.get(package).map(Vec::as_slice).unwrap_or_default();
            if of_package.iter().any(|text| !text.trusted) {
                return Self::default();
            }
            let texts =
                opened.entry(package).or_insert_with(|| of_package.iter().map(|text| Lines::of(text)).collect());
            for Lines { lines, names } in texts {
                for (_, line) in lines.iter().filter(|(of, _)| name.is_none_or(|name| name == *of)) {
                    reads.images |= says_images(line);
                    reads.files |= says_files(line);
                    all.extend(named(line).map(str::to_owned));
                    open.extend(
                        words(line).filter(|(_, before)| !before.ends_with('.')).map(|(word, _)| (package, Some(word))),
                    );
                    open.extend(used(line, names, &packages));
                }
            }
        }
        // What takes a model apart by itself names nothing.
        reads.words = (!all.contains("walk")).then_some(all);
        reads
    }

    /// Whether it may look at an attribute of this name.
    pub fn names(&self, attribute: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.contains(attribute))
    }
}

/// The words of a line that may be names of attributes: what stands behind a dot or in quotes.
fn named(line: &str) -> impl Iterator<Item = &str> {
    words(line).filter(|(_, before)| before.ends_with(['.', '"'])).map(|(word, _)| word)
}

/// Lines of code, each with the name of the definition that it belongs to.
fn definitions(rego: &str) -> impl Iterator<Item = (&str, &str)> {
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
    packages: &Packages<'a>,
) -> Vec<(&'a str, Option<&'a str>)> {
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
        for (end, (package, _)) in ends.filter_map(|end| Some((end, packages.get_key_value(&whole[..end])?))) {
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
    words(line).any(|(word, before)| word == "walk" || (OF_FILES.contains(&word) && is_field(before)))
}

/// Whether a line names builds, or a fact that an image may bring, or takes facts as a whole.
fn says_images(line: &str) -> bool {
    let whole = words(line).any(|(word, _)| matches!(word, "builds" | "walk"));
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
    use crate::Bundle;

    #[test]
    fn attributes_are_told_by_their_names() {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let names = |id: &str, attribute: &str| {
            let rule = set.rules().iter().find(|rule| rule.id.as_str() == id).expect("there is such a rule");
            set.reads(rule).names(attribute)
        };
        assert!(names("compose/image-latest-or-untagged", "image"));
        assert!(names("compose/service-privileged", "privileged"));
        assert!(!names("compose/service-privileged", "env_file"));
        assert!(!names("compose/pids-limit-missing", "command"));
    }

    fn of(id: &str) -> (bool, bool) {
        let set = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("ours load");
        let rule = set.rules().iter().find(|rule| rule.id.as_str() == id).expect("there is such a rule").clone();
        let reads = set.reads(&rule);
        (reads.images, reads.files)
    }

    #[test]
    fn rules_are_told_apart_by_what_they_look_at() {
        for (id, expected) in [
            ("compose/mem-limit-missing", (false, false)),
            ("compose/pids-limit-missing", (false, false)),
            ("compose/healthcheck-missing", (true, false)),
            ("compose/service-user-missing", (true, false)),
            ("dockerfile/secret-file-copied", (true, false)),
            ("dockerfile/dockerignore-key-material-not-excluded", (true, true)),
        ] {
            assert_eq!(of(id), expected, "{id}");
        }
    }

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

    #[test]
    fn what_is_used_of_other_packages_is_found() {
        let text = |package: &str, rego: &str| Text {
            path: "x".into(),
            rego: rego.to_owned().into(),
            package: package.to_owned(),
            trusted: true,
        };
        let texts = [
            text("policies.lib", "at(x) := x\n"),
            text("policies.lib.port", "import data.policies.lib.image\n\nfree(s) := s\n\nmeant(s) if image.known(s)\n"),
            text("policies.lib.image", "known(s) if s.facts.base_image\n"),
        ];
        let rule = |rego: &str| {
            let texts = [&texts[..], &[text("policies.a.b", rego)]].concat();
            let rule = Rule { package: "policies.a.b".to_owned(), ..Rule::named("a/b") };
            Reads::of(&rule, &texts).images
        };
        assert!(!rule("import data.policies.lib.port\n\ndeny contains x if port.free(x)\n"));
        assert!(rule("import data.policies.lib.port\n\ndeny contains x if port.meant(x)\n"));
        assert!(rule("import data.policies.lib.port as p\n\ndeny contains x if p.meant(x)\n"));
        assert!(rule("deny contains x if data.policies.lib.image.known(x)\n"));
        assert!(rule("import data.policies.lib.port.meant\n\ndeny contains x if meant(x)\n"));
        assert!(!rule("import data.policies.lib\n\n# facts.user\ndeny contains x if lib.at(x)\n"));
    }
}
