//! What hostile bytes are fed to: one function for each door that lets in texts nobody vouches for. None may panic, hang, or grow without bound;
//! what they answer is not looked at here.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use plimsoll_check::{self as check, Run, Scope, Settlement};
use plimsoll_evidence as evidence;
use plimsoll_judge::config::{Config, Layers};
use plimsoll_judge::waiver::WaiversAt;
use plimsoll_loader::discover::{self, Found};
use plimsoll_loader::{load, ways};
use plimsoll_policy::{Bundle, PolicySet, Rule, RuleSet};
use plimsoll_report::{self as report, Format, Options, Report, Repository};
use plimsoll_source::files::MemoryFiles;
use plimsoll_source::{Shown, Sources};

/// The policies in the binary, read once.
static POLICIES: LazyLock<PolicySet> =
    LazyLock::new(|| PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load"));

/// Everything, with what is known of images, read once too.
static SCOPE: LazyLock<Scope> = LazyLock::new(|| Scope {
    known: Arc::new(plimsoll_policy::known_images(&plimsoll_rules::SHIPPED)),
    ..Scope::default()
});

/// The rules of an ordinary run.
static RECOMMENDED: LazyLock<Vec<Arc<Rule>>> =
    LazyLock::new(|| POLICIES.rules().iter().filter(|rule| rule.set == RuleSet::Recommended).cloned().collect());

/// Some of them, where what is tried is not what they find.
static FEW: LazyLock<Vec<Arc<Rule>>> = LazyLock::new(|| {
    let few = ["compose/service-privileged", "compose/image-latest-or-untagged", "compose/cap-drop-all-missing"];
    RECOMMENDED.iter().filter(|rule| few.contains(&rule.id.as_str())).cloned().collect()
});

/// Bytes as the loaders get them: what is no UTF-8 never comes so far.
fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// A tree of files: the data is cut at lines `--- PATH`; what stands before the first belongs to `path`.
fn tree(path: &str, data: &[u8]) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut current = path.to_owned();
    for line in text(data).split_inclusive('\n') {
        match line.strip_prefix("--- ").map(str::trim).filter(|name| is_plain(name)) {
            Some(name) => name.clone_into(&mut current),
            None => files.entry(current.clone()).or_default().push_str(line),
        }
    }
    files
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn found(files: &BTreeMap<String, String>) -> Found {
    let kind = |path: &String| Some((path.clone(), discover::kind_of(path.rsplit('/').next()?)?));
    Found { candidates: files.keys().filter_map(kind).collect(), ..Found::default() }
}

fn load(path: &str, data: &[u8]) {
    let files = tree(path, data);
    let found = found(&files);
    check::projects(&found, &SCOPE, &MemoryFiles::new(files), &Sources::default());
}

/// The YAML parser.
pub(crate) fn yaml(data: &[u8]) {
    let sources = Sources::default();
    let file = sources.add("fuzz.yaml", text(data));
    load::yaml::parse(file, &sources);
}

/// The Compose loader, with whatever files the data brings.
pub(crate) fn compose(data: &[u8]) {
    load("compose.yaml", data);
}

/// The Dockerfile parser and the builder's view of it.
pub(crate) fn dockerfile(data: &[u8]) {
    load("Dockerfile", data);
}

/// Env files.
pub(crate) fn env(data: &[u8]) {
    load("fuzz.env", data);
}

/// Everything that may say how projects are started: each reader gets the same text.
pub(crate) fn ways(data: &[u8]) {
    const NAMES: [&str; 11] = [
        "Makefile",
        "justfile",
        "Taskfile.yml",
        "package.json",
        ".gitlab-ci.yml",
        ".github/workflows/a.yml",
        "a.sh",
        "README.md",
        "docker-bake.hcl",
        "docker-bake.json",
        "devcontainer.json",
    ];
    let mut files = tree("Dockerfile", data);
    let text = text(data);
    let paths = NAMES.map(str::to_owned).to_vec();
    files.extend(paths.iter().map(|path| (path.clone(), text.clone())));
    ways::find(&paths, &MemoryFiles::new(files), &|_| false);
}

/// Policies of others: METADATA, Rego, data, frameworks.
pub(crate) fn policy(data: &[u8]) {
    let _refused = Bundle::given(tree("policies/fuzz/fuzz.rego", data)).and_then(PolicySet::load);
}

/// `plimsoll.yaml`.
pub(crate) fn configuration(data: &[u8]) {
    let sources = Sources::default();
    let file = sources.add("plimsoll.yaml", text(data));
    let (config, _) = Config::parse(&sources, file);
    config.check_rules(POLICIES.rules());
}

/// A waivers file and comments, against a project that breaks rules.
pub(crate) fn waivers(data: &[u8]) {
    let mut files = tree("plimsoll-waivers.yaml", data);
    files
        .entry("compose.yaml".to_owned())
        .or_insert_with(|| "services: {a: {image: 'x', privileged: true}}\n".to_owned());
    judge(files, &FEW);
}

/// A bundle of evidence that somebody hands over.
pub(crate) fn bundle(data: &[u8]) {
    let files = tree("manifest.json", data).into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    evidence::verify(&files, None);
}

/// The whole line: loaded, judged, settled, and written in a format that the data chooses: all of them take three times as long as everything before.
pub(crate) fn line(data: &[u8]) {
    let report = judge(tree("compose.yaml", data), &RECOMMENDED);
    let chosen = data.iter().fold(data.len(), |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let (format, _) = Format::ALL[chosen % Format::ALL.len()];
    let written = report::write(&report, format, &Options::default(), &mut Vec::new());
    written.expect("memory takes everything");
}

fn judge(files: BTreeMap<String, String>, rules: &[Arc<Rule>]) -> Shown<Report> {
    let sources = Arc::new(Sources::default());
    let waivers = files.get("plimsoll-waivers.yaml").map(|text| sources.add("plimsoll-waivers.yaml", text.clone()));
    let found = found(&files);
    let run = Run {
        found: &found,
        scope: &SCOPE,
        files: &MemoryFiles::new(files),
        sources,
        policies: &POLICIES,
        shows_controls: false,
        is_about_controls: false,
        repository: Repository::default(),
    };
    let settlement = Settlement {
        as_of: "2026-11-20".to_owned(),
        waivers: Some(waivers.into_iter().map(|file| WaiversAt { file, below: ".".to_owned() }).collect()),
        ..Settlement::default()
    };
    check::report(run, &mut Layers::of_rules(rules), settlement, Vec::new()).expect("the built-in policies compile")
}
