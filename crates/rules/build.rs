//! Embeds `policies/`: whatever file exists there is found, nothing lists it.
//!
//! What would cost every start is done here once: METADATA, data and frameworks are turned from YAML into JSON, and negations get the
//! meaning that OPA gives them, and what rules look at is found out. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_policy_text::reads::{Looker, Looks, Policy};
use plimsoll_policy_text::{annotation, negation};
use plimsoll_rego::{Compiler, Refusal};

/// Larger example files say nothing on a documentation page.
const EXAMPLE_LIMIT: u64 = 8 << 10;

fn main() -> Result<(), Box<dyn Error>> {
    // In a checkout a link to the folder at the top, in a package the files themselves.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("policies").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut modules = String::new();
    let mut data = String::new();
    let mut frameworks = String::new();
    let mut texts = Vec::new();
    let mut files: Vec<(String, PathBuf)> =
        files_below(&root)?.into_iter().map(|path| (relative(&root, &path), path)).collect();
    files.sort();
    for (name, path) in &files {
        if name.ends_with(".rego") && !name.ends_with("_test.rego") {
            texts.push((name.clone(), fs::read_to_string(path)?));
        }
    }
    let settled: Vec<(String, String)> = texts.iter().map(|(name, text)| (name.clone(), shipped(text))).collect();
    let (words, reads) = reads(&settled);
    for (name, path) in &files {
        match path.extension().and_then(|e| e.to_str()) {
            Some("yaml") if name.starts_with("data/") => yaml_as_json(&mut data, name, path)?,
            Some("yaml") if name.starts_with("frameworks/") => yaml_as_json(&mut frameworks, name, path)?,
            _ => {}
        }
    }
    for ((name, text), (_, shipped)) in texts.iter().zip(&settled) {
        let folder = root.join(name);
        module(&mut modules, name, text, shipped, reads.get(name.as_str()), folder.parent().unwrap_or(&root))?;
    }
    let generated = format!(
        "static POLICIES: &[ShippedPolicy] = &[\n{modules}];\n\
         static DATA: &[(&str, &str)] = &[\n{data}];\n\
         static FRAMEWORKS: &[(&str, &str)] = &[\n{frameworks}];\n\
         static WORDS: Words = {words};\n\
         static COMPILED: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/policies.bin\"));\n"
    );
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("policies.bin"), compiled(&texts)?)?;
    fs::write(out.join("policies.rs"), generated)?;
    Ok(())
}

/// All rules as one program. Facts and parameters are given to it when it runs.
///
/// # Errors
/// Where a rule uses what cannot be compiled: the rule is written otherwise then, as the message says.
fn compiled(texts: &[(String, String)]) -> Result<Vec<u8>, Box<dyn Error>> {
    let nothing = serde_json::json!({});
    let mut compiler = Compiler::new().data("known", &nothing)?.data("params", &nothing)?;
    let mut rules = Vec::new();
    for (path, text) in texts {
        compiler = compiler.module(path, text)?;
        if let Some(package) = annotation::package(text)
            && is_rule(text)
        {
            rules.push(format!("data.{package}.deny"));
        }
    }
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let told = |refusals: Vec<Refusal>| refusals.iter().map(|each| format!("policies/{each}\n")).collect::<String>();
    Ok(compiler.compile(&rules).map_err(told)?.to_bytes())
}

/// One policy: its path, text, METADATA as JSON (nothing where it is not YAML: reading the text then tells why), what it looks at, and examples.
fn module(
    out: &mut String,
    name: &str,
    text: &str,
    shipped: &str,
    reads: Option<&String>,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let metadata = annotation::of_package(text)
        .and_then(|a| serde_yaml::from_str::<serde_json::Value>(&a.yaml).ok())
        .map(|value| value.to_string());
    writeln!(
        out,
        "ShippedPolicy {{ path: {name:?}, package: {:?}, text: {shipped:?}, metadata: {metadata:?}, reads: {}, good: &[{}], bad: &[{}] }},",
        annotation::package(shipped).unwrap_or_default(),
        reads.map_or("None", String::as_str),
        examples(&folder.join("good"))?,
        examples(&folder.join("bad"))?,
    )?;
    Ok(())
}

/// A text as it is shipped.
fn shipped(text: &str) -> String {
    without_metadata(&negation::settled(text).unwrap_or_else(|| text.to_owned()))
}

/// The words that rules may look at, and what each rule does, by path.
fn reads(texts: &[(String, String)]) -> (String, BTreeMap<&str, String>) {
    let package = |text| annotation::package(text).unwrap_or_default();
    let mut reader = Looker::new(texts.iter().map(|(_, rego)| Policy { package: package(rego), rego, is_ours: true }));
    let rules = texts.iter().filter(|(_, text)| is_rule(text));
    let found: Vec<(&str, Looks<'_>)> =
        rules.filter_map(|(name, text)| Some((name.as_str(), reader.looks(package(text))?))).collect();
    let words: BTreeSet<&str> = found.iter().flat_map(|(_, looks)| looks.words.iter().flatten().copied()).collect();
    let ends: Vec<usize> = words
        .iter()
        .scan(0, |end, word| {
            *end += word.len();
            Some(*end)
        })
        .collect();
    let all: String = words.iter().copied().collect();
    let bits = |said: &BTreeSet<&str>| {
        let mut bits = vec![0_u8; words.len().div_ceil(8)];
        for (number, _) in words.iter().enumerate().filter(|(_, word)| said.contains(*word)) {
            bits[number / 8] |= 1 << (number % 8);
        }
        format!("&{bits:?}")
    };
    let reads = found.iter().map(|(name, looks)| {
        let Looks { images, files, words, doubts } = looks;
        let (words, doubts) =
            (words.as_ref().map_or_else(|| "None".to_owned(), |words| format!("Some({})", bits(words))), bits(doubts));
        (*name, format!("Some(ShippedReads {{ images: {images}, files: {files}, words: {words}, doubts: {doubts} }})"))
    });
    (format!("Words {{ text: {all:?}, ends: &{ends:?} }}"), reads.collect())
}

fn is_rule(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("deny contains "))
}

/// The METADATA before the package becomes empty lines: it has been read, and the engine is sooner through.
fn without_metadata(text: &str) -> String {
    let package = text.lines().position(|line| line.starts_with("package ")).unwrap_or(0);
    let keep = |(number, line): (usize, &str)| if number < package { "\n".to_owned() } else { format!("{line}\n") };
    text.lines().enumerate().map(keep).collect()
}

/// The files of the first example in a folder: those directly in it, or else those of its first folder.
fn examples(folder: &Path) -> Result<String, Box<dyn Error>> {
    let mut out = String::new();
    if !folder.is_dir() {
        return Ok(out);
    }
    let files = files_below(folder)?;
    let group = |path: &Path| path.parent().map(Path::to_owned);
    let first = if files.iter().any(|f| f.parent() == Some(folder)) {
        Some(folder.to_owned())
    } else {
        files.first().and_then(|f| group(f))
    };
    for file in files.iter().filter(|f| group(f) == first) {
        if fs::metadata(file)?.len() <= EXAMPLE_LIMIT
            && let Ok(text) = fs::read_to_string(file)
            && let Some(base) = &first
        {
            write!(out, "({:?}, {text:?}), ", relative(base, file))?;
        }
    }
    Ok(out)
}

fn yaml_as_json(out: &mut String, name: &str, path: &Path) -> Result<(), Box<dyn Error>> {
    let value: serde_json::Value =
        serde_yaml::from_str(&fs::read_to_string(path)?).map_err(|error| format!("policies/{name}: {error}"))?;
    writeln!(out, "({name:?}, {:?}),", value.to_string())?;
    Ok(())
}

/// Every file below a folder, sorted by path.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
