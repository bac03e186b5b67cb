//! Without the key: what is changed on disk, or put beside what is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use plimsoll_evidence::{self as evidence, ATTESTATIONS, MANIFEST, OSCAL_SIGNATURE, SUMS};
use serde_json::Value;

use super::{Stage, write};

/// Without the key: what is there is changed, or something is put beside it.
#[test]
#[cfg(unix)]
fn nothing_can_be_put_into_a_bundle_or_taken_out_of_it() {
    use std::os::unix::ffi::OsStrExt as _;
    let stage = Stage::with(&[], &[]);
    assert_eq!(stage.verify("bundle", &[]).0, 0);
    assert_ne!(stage.by_hand("bundle"), Some(false), "SHOW=1 shows why");
    let append = |path: &Path, text: &str| {
        let before = fs::read(path).expect("read");
        fs::write(path, [&before[..], text.as_bytes()].concat()).expect("written");
    };
    let lines = |path: &Path, change: &dyn Fn(Vec<&str>) -> Vec<String>| {
        let text = fs::read_to_string(path).expect("read");
        let lines: String = change(text.lines().collect()).into_iter().map(|line| format!("{line}\n")).collect();
        fs::write(path, lines).expect("written");
    };
    let link = |to: &str, path: PathBuf| std::os::unix::fs::symlink(to, path).expect("linked");
    type Change<'a> = Box<dyn Fn(&Path) + 'a>;
    let table: Vec<(&str, Change<'_>)> = vec![
        ("a twin with backslashes", Box::new(|b| write(b, "oscal\\assessment-results.json", "{}"))),
        ("a twin of the reports", Box::new(|b| write(b, "policies\\policies.tar.gz", ""))),
        (
            "a name that draws on a terminal",
            Box::new(|b| write(b, "\u{1b}[2J\u{1b}[H x: holds (13 files, signed)", "")),
        ),
        ("a name with a new line", Box::new(|b| write(b, "x\nbundle: holds (13 files, signed)", ""))),
        (
            "a name that is not UTF-8",
            Box::new(|b| {
                fs::write(b.join(std::ffi::OsStr::from_bytes(b"x\xff")), "").expect("written");
            }),
        ),
        ("a link", Box::new(|b| link("report.html", b.join("00-SUMMARY.html")))),
        ("a link to a directory", Box::new(|b| link("oscal", b.join("summary")))),
        (
            "a file replaced by a link",
            Box::new(|b| {
                fs::rename(b.join("report.html"), b.with_extension("html")).expect("moved");
                link(&b.with_extension("html").display().to_string(), b.join("report.html"));
            }),
        ),
        (
            "a directory replaced by a link",
            Box::new(|b| {
                fs::rename(b.join("oscal"), b.with_extension("oscal")).expect("moved");
                link(&b.with_extension("oscal").display().to_string(), b.join("oscal"));
            }),
        ),
        (
            "a pipe",
            Box::new(|b| {
                assert!(Command::new("mkfifo").arg(b.join("pipe")).status().expect("mkfifo starts").success());
            }),
        ),
        ("another signature", Box::new(|b| write(b, "SUMMARY-ALL-PASSED.dsse.json", "{}"))),
        ("sums within", Box::new(|b| write(b, "x/SHA256SUMS", ""))),
        ("attestations within", Box::new(|b| write(b, "x/attestations.jsonl", ""))),
        ("a signature within", Box::new(|b| write(b, "x/oscal/assessment-results.dsse.json", "{}"))),
        ("an empty directory", Box::new(|b| fs::create_dir(b.join("ALL-CONTROLS-PASSED")).expect("made"))),
        ("a further file", Box::new(|b| write(b, "notes.txt", "PASSED"))),
        (
            "a further file that the sums name",
            Box::new(|b| {
                write(b, "notes.txt", "PASSED");
                append(&b.join(SUMS), &format!("{}  notes.txt\n", evidence::sha256(b"PASSED")));
            }),
        ),
        ("a name that looks alike", Box::new(|b| write(b, "report.htm\u{430}", "PASSED"))),
        ("a name that ends in a space", Box::new(|b| write(b, "report.html ", "PASSED"))),
        (
            "the page replaced",
            Box::new(|b| write(b, "report.html", "<h1>Everything was judged and nothing was found.</h1>")),
        ),
        (
            "a key said twice",
            Box::new(|b| {
                let text = fs::read_to_string(b.join(MANIFEST)).expect("read");
                write(b, MANIFEST, text.replacen('{', "{\"actor\":{\"self_asserted\":true},", 1));
            }),
        ),
        (
            "a third statement",
            Box::new(|b| lines(&b.join(ATTESTATIONS), &|l| vec![l[0].into(), l[1].into(), l[0].into()])),
        ),
        ("the statements swapped", Box::new(|b| lines(&b.join(ATTESTATIONS), &|l| vec![l[1].into(), l[0].into()]))),
        ("one statement", Box::new(|b| lines(&b.join(ATTESTATIONS), &|l| vec![l[1].into()]))),
        ("no statement", Box::new(|b| write(b, ATTESTATIONS, ""))),
        ("a statement cut", Box::new(|b| lines(&b.join(ATTESTATIONS), &|l| vec![l[0].into(), l[1][..99].into()]))),
        (
            "a signature added",
            Box::new(|b| {
                lines(&b.join(ATTESTATIONS), &|l| {
                    let mut envelope: Value = serde_json::from_str(l[1]).expect("JSON");
                    let first = envelope["signatures"][0].clone();
                    envelope["signatures"].as_array_mut().expect("a list").push(first);
                    vec![l[0].into(), envelope.to_string()]
                });
            }),
        ),
        ("no signature of OSCAL", Box::new(|b| fs::remove_file(b.join(OSCAL_SIGNATURE)).expect("removed"))),
        ("no attestations", Box::new(|b| fs::remove_file(b.join(ATTESTATIONS)).expect("removed"))),
        ("no sums", Box::new(|b| fs::remove_file(b.join(SUMS)).expect("removed"))),
        ("fewer sums", Box::new(|b| lines(&b.join(SUMS), &|l| l[1..].iter().map(|line| (*line).to_owned()).collect()))),
    ];
    let mut unnoticed = Vec::new();
    for (number, (what, change)) in table.iter().enumerate() {
        let name = format!("c{number}");
        stage.changed(&name, change);
        let (code, told) = stage.verify(&name, &[]);
        // One line more that says `holds` at its start would be enough to be believed.
        let is_clean = !told.contains('\u{1b}') && !told.lines().any(|line| line.starts_with("bundle: holds"));
        if code != 1 || !told.contains("does not hold") || !is_clean {
            unnoticed.push(format!("{what}: verify ends with {code}: {told}"));
        }
        if stage.by_hand(&name) == Some(true) {
            unnoticed.push(format!("{what}: not found by hand"));
        }
    }
    assert_eq!(unnoticed, Vec::<String>::new());
}
