//! Revisions of git: `plimsoll diff A..B` and `plimsoll check --since REV`, read from objects and never checked out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::reports::{git, lay_out};

const BEFORE: &str =
    "services:\n  web:\n    image: nginx:1.27.0\n    ports: ['127.0.0.1:80:80']\n    environment: {A: '${OPEN}'}\n";
const AFTER: &str = "services:\n  web:\n    image: nginx:1.27.0\n    privileged: true\n    ports: ['127.0.0.1:80:80']\n    environment: {A: '${OPEN}'}\n";

fn write(root: &Path, path: &str, text: &str) {
    lay_out(root, &[(path, text)]);
}

fn commit(root: &Path, files: &[(&str, &str)]) {
    files.iter().for_each(|(path, text)| write(root, path, text));
    git(root, &["add", "-A"]).unwrap();
    git(root, &["commit", "-qm", "a change"]).unwrap();
}

/// A repository with two commits on `main`, the first of them tagged `v1`; `None` on a machine without git.
fn repository(format: &str) -> Option<(TempDir, PathBuf)> {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap().join("work");
    fs::create_dir(&root).unwrap();
    git(&root, &["init", "-q", "-b", "main", &format!("--object-format={format}")])?;
    commit(&root, &[("compose.yaml", BEFORE), (".gitignore", ".env\n")]);
    git(&root, &["tag", "-a", "-m", "one", "v1"]);
    commit(&root, &[("compose.yaml", AFTER)]);
    Some((directory, root))
}

/// Exit code, stdout and stderr of a run that has no program to start.
fn run(root: &Path, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let done = command.args(words).current_dir(root).env_clear().output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(done.stdout), text(done.stderr));
    assert!(!err.contains("panicked"), "{err}");
    (done.status.code().unwrap(), out, err)
}

fn json(root: &Path, words: &[&str], schema: &str) -> Value {
    let (_, out, err) = run(root, words);
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(schema)).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    document
}

/// `project kind: effect fact, …` of each project that is not as it was.
fn changes(root: &Path, words: &[&str]) -> Vec<String> {
    let document = json(root, &[&["diff"], words, &["--format", "json"]].concat(), "diff_revisions.json");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |change: &Value| {
        let lines = change["diff"]["differences"].as_array().unwrap().iter();
        let lines: Vec<String> =
            lines.map(|line| format!("{} {}", text(&line["effect"]), text(&line["fact"]))).collect();
        format!("{} {}: {}", text(&change["project"]), text(&change["kind"]), lines.join(", "))
    };
    document["projects"].as_array().unwrap().iter().map(one).collect()
}

const PRIVILEGED: &str = "compose.yaml changed: weaker privileged";

/// Code and stderr of what is refused: nothing is told on stdout.
fn refused(root: &Path, words: &[&str]) -> String {
    let (code, out, err) = run(root, words);
    assert_eq!((code, out.as_str()), (2, ""), "{words:?}: {err}");
    assert!(err.contains("help:"), "{err}");
    err
}

#[test]
fn a_revision_is_found_however_it_is_named_and_kept() {
    for format in ["sha1", "sha256"] {
        let Some((_kept, root)) = repository(format) else { return };
        let first = git(&root, &["rev-parse", "HEAD~1"]).unwrap();
        let names = ["v1", "main~1", "HEAD^", "@~", "HEAD~1^0", "v1^{}", "refs/tags/v1", &first, &first[..7]];
        let all = |root: &Path| {
            for name in names {
                assert_eq!(changes(root, &[&format!("{name}..main")]), [PRIVILEGED], "{format} {name}");
                assert_eq!(changes(root, &[&format!("{name}:"), "HEAD"]), [PRIVILEGED], "{format} {name}");
                assert_eq!(changes(root, &[name]), [PRIVILEGED], "{format} {name}");
            }
            assert_eq!(changes(root, &["main..main"]), Vec::<String>::new());
            assert_eq!(changes(root, &["v1.."]), [PRIVILEGED]);
        };
        all(&root);
        git(&root, &["gc", "-q", "--prune=now"]);
        assert!(!root.join(".git/refs/tags/v1").exists());
        all(&root);
        git(&root, &["worktree", "add", "-q", "-b", "other", "../second"]);
        all(&root.parent().unwrap().join("second"));
        fs::create_dir(root.join("below")).unwrap();
        // Of a directory that has no project, there is nothing to tell.
        assert_eq!(changes(&root.join("below"), &["v1..main"]), Vec::<String>::new());
    }
}

#[test]
fn two_histories_are_compared_from_where_they_part() {
    let Some((_kept, root)) = repository("sha1") else { return };
    git(&root, &["checkout", "-q", "-b", "side", "v1"]);
    commit(&root, &[("more/compose.yaml", BEFORE)]);
    let added = "more/compose.yaml added: other service, other unprotected, weaker port";
    assert_eq!(changes(&root, &["main...side"]), [added]);
    assert_eq!(changes(&root, &["side...main"]), [PRIVILEGED]);
    assert_eq!(changes(&root, &["main..side"]), ["compose.yaml changed: stronger privileged", added]);
    git(&root, &["merge", "-q", "-m", "both", "main"]);
    assert_eq!(changes(&root, &["main...side"]), [added]);
    assert_eq!(changes(&root, &["HEAD^2..HEAD"]), [added]);
    assert_eq!(changes(&root, &["HEAD^1..HEAD"]), [PRIVILEGED]);
    git(&root, &["checkout", "-q", "--orphan", "alone"]);
    commit(&root, &[("other.txt", "a")]);
    assert!(refused(&root, &["diff", "main...alone"]).contains("[revision-unrelated]"));
    assert!(refused(&root, &["check", "--since", "main"]).contains("[revision-unrelated]"));
}

#[test]
fn every_format_names_the_revision_of_a_place() {
    let Some((_kept, root)) = repository("sha1") else { return };
    write(&root, "new/compose.yaml", "services:\n  db:\n    image: postgres:17\n");
    for format in ["text", "json", "markdown", "html"] {
        let (code, out, _) = run(&root, &["diff", "v1", "--format", format]);
        assert_eq!(code, 0, "{out}");
        assert!(out.contains("v1") && out.contains("work tree") && out.contains("new/compose.yaml"), "{out}");
        assert!(out.contains("v1:compose.yaml") && out.contains("privileged"), "{format}: {out}");
        assert_eq!(run(&root, &["diff", "v1", "--format", format]).1, out);
    }
    assert_eq!(run(&root, &["diff", "v1..main", "--fail-on-weakening"]).0, 1);
    assert_eq!(run(&root, &["diff", "main..v1", "--fail-on-weakening"]).0, 0);
    // A gap is told with its place at that time, and one that was there before is no part of the change.
    let (_, _, err) = run(&root, &["diff", "v1:compose.yaml", "compose.yaml"]);
    assert!(err.contains("v1:compose.yaml:5"), "{err}");
    assert_eq!(run(&root, &["diff", "v1..main"]).2, "");
}

#[test]
fn what_several_projects_take_from_one_line_is_told_once() {
    let Some((_kept, root)) = repository("sha1") else { return };
    let overlay = |name: &str| (format!("compose.{name}.yaml"), format!("services:\n  web: {{hostname: {name}}}\n"));
    let all = ["staging", "prod"].map(overlay);
    commit(&root, &all.each_ref().map(|(path, text)| (path.as_str(), text.as_str())));
    commit(&root, &[("compose.yaml", &AFTER.replace("    privileged: true\n", ""))]);
    let (code, out, _) = run(&root, &["diff", "HEAD~1..HEAD"]);
    assert!(code == 0 && out.contains("differences: 0 weaker, 1 stronger"), "{out}");
    assert_eq!(out.matches("privileged: true").count(), 1, "{out}");
    assert!(
        out.contains("nothing else differs in: ") && out.contains("compose.prod.yaml (1 difference as in"),
        "{out}"
    );
    // Programs get it with each.
    assert_eq!(changes(&root, &["HEAD~1..HEAD"]).iter().filter(|one| one.ends_with("stronger privileged")).count(), 3);
}

#[test]
fn what_is_meant_is_told_apart() {
    let Some((_kept, root)) = repository("sha1") else { return };
    commit(
        &root,
        &[
            ("compose.staging.yaml", "services:\n  web: {read_only: true}\n"),
            ("compose.prod.yaml", "services:\n  web: {user: '1000'}\n"),
            ("shop/compose.yaml", BEFORE),
        ],
    );
    git(&root, &["branch", "staging", "v1"]);
    git(&root, &["branch", "topic/one", "v1"]);
    // An environment comes before a revision, and that is told.
    let (code, out, err) = run(&root, &["diff", "staging", "prod"]);
    assert!(
        code == 0 && out.contains("compose.staging.yaml") && err.contains("the revision is `staging:`"),
        "{out}{err}"
    );
    assert!(changes(&root, &["staging:", "HEAD"]).iter().any(|change| change == PRIVILEGED));
    assert!(changes(&root, &["topic/one", "main~1"]).iter().any(|change| change == PRIVILEGED));
    // One project of a revision: a directory, an environment, files.
    let sides = |words: &[&str]| json(&root, &[&["diff"], words, &["--format", "json"]].concat(), "diff.json");
    assert_eq!(sides(&["main:shop", "shop"])["differences"].as_array().unwrap().len(), 0);
    let moved = sides(&["v1:compose.yaml", "shop/compose.yaml"]);
    assert_eq!(moved["from"]["given"], "v1:compose.yaml");
    assert_eq!(sides(&["main:prod", "prod"])["counts"]["weaker"], 0);
    let (code, _, err) = run(&root, &["diff", "main:nothing.yaml", "compose.yaml"]);
    assert!(code == 2 && err.contains("there is no `main:"), "{err}");
    let (code, _, err) = run(&root, &["diff", "v1", "main", "--profile-a", "x"]);
    assert!(code == 2 && err.contains("are for one project"), "{err}");
}

#[test]
fn a_revision_has_what_git_tracks_and_nothing_else() {
    let Some((_kept, root)) = repository("sha1") else { return };
    // Ignored, and so in no revision: what it sets is there for the work tree alone.
    write(&root, ".env", "OPEN=1\n");
    let (code, out, _) = run(&root, &["diff", "main"]);
    assert!(code == 0 && out.contains("main lacks OPEN"), "{out}");
    assert!(!run(&root, &["diff", "v1..main"]).1.contains("OPEN"));
    // A tracked file in a directory that is mostly left out; a link inside the tree, and one out of it.
    commit(&root, &[("vendor/app/compose.yaml", BEFORE), ("base/compose.yaml", BEFORE)]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        fs::create_dir(root.join("linked")).unwrap();
        symlink("../base/compose.yaml", root.join("linked/compose.yaml")).unwrap();
        symlink("/etc/hostname", root.join("linked/Dockerfile")).unwrap();
        commit(&root, &[]);
        let (code, out, err) = run(&root, &["diff", "main~1..main"]);
        assert!(out.contains("linked/compose.yaml (new)"), "{out}");
        assert!(code == 2 && err.contains("main:linked/Dockerfile") && err.contains("link-not-followed"), "{err}");
    }
    assert_eq!(changes(&root, &["v1..HEAD"]).iter().filter(|one| one.contains("vendor/app")).count(), 1);
}

#[test]
fn what_lies_in_a_submodule_is_a_gap() {
    let Some((kept, root)) = repository("sha1") else { return };
    let module = kept.path().join("module");
    fs::create_dir(&module).unwrap();
    git(&module, &["init", "-q", "-b", "main"]);
    commit(&module, &[("Dockerfile", "FROM alpine:3.20\n")]);
    git(&root, &["submodule", "--quiet", "add", &module.to_string_lossy(), "sub"]);
    commit(&root, &[("compose.yaml", "services:\n  web:\n    build: ./sub\n")]);
    let (code, _, err) = run(&root, &["diff", "v1..main"]);
    assert!(
        code == 0 && err.contains("gap: Dockerfiles that only a deployment has: sub/Dockerfile (main:compose.yaml:3"),
        "{err}"
    );
}

#[test]
fn what_is_no_revision_is_refused_with_the_way_out() {
    let Some((kept, root)) = repository("sha1") else { return };
    for words in [&["diff", "mian..main"][..], &["check", "--since", "mian"]] {
        let told = refused(&root, words);
        assert!(told.contains("[revision-unknown]") && told.contains("did you mean `main`?"), "{told}");
    }
    for (words, near) in [(["mian", "HEAD"], "`main`"), (["mian~1", "."], "`main~1`")] {
        let (code, _, told) = run(&root, &[&["diff"], &words[..]].concat());
        assert!(code == 2 && told.contains(&format!("did you mean the revision {near}?")), "{told}");
        assert!(!told.contains("several projects"), "{told}");
    }
    for (name, what) in [
        ("main~9", "the history begins with"),
        ("main^2", "has one parent"),
        ("main@{1}", "not read here"),
        ("0000", "there is no revision"),
        ("../nowhere", "there is no revision"),
        ("-", "there is no revision"),
    ] {
        let told = refused(&root, &["diff", name]);
        assert!(told.contains("[revision-unknown]") && told.contains(what), "{name}: {told}");
    }
    let shallow = kept.path().join("shallow");
    let from = format!("file://{}", root.display());
    git(kept.path(), &["clone", "-q", "--depth=1", &from, &shallow.to_string_lossy()]);
    for words in [["diff", "HEAD~1"], ["check", "--since=HEAD~1"], ["diff", "origin/main~1..HEAD"]] {
        let told = refused(&shallow, &words);
        assert!(told.contains("[revision-shallow]") && told.contains("fetch-depth: 0"), "{words:?}: {told}");
    }
    // A branch that a shallow clone does not even have.
    assert!(refused(&shallow, &["check", "--since", "v1"]).contains("fetch-depth: 0"));
    git(&root, &["config", "uploadpack.allowFilter", "true"]);
    let partial = kept.path().join("partial");
    git(kept.path(), &["clone", "-q", "--filter=blob:none", "--no-checkout", &from, &partial.to_string_lossy()]);
    let (code, _, err) = run(&partial, &["diff", "v1..main"]);
    assert!(code == 2 && err.contains("[revision-incomplete]") && err.contains("partial clone"), "{err}");
    let bare = kept.path().join("bare.git");
    git(kept.path(), &["clone", "-q", "--bare", &from, &bare.to_string_lossy()]);
    assert!(refused(&root, &["diff", "staging"]).contains("are named by two words"));
    for words in [&["diff", "v1..main"][..], &["diff", "v1", "main"], &["diff", "HEAD", "v1"]] {
        let told = refused(&bare, words);
        assert!(told.contains("[revision-no-repository]") && told.contains("bare"), "{words:?}: {told}");
    }
    let none = kept.path().join("none");
    write(&none, "compose.yaml", BEFORE);
    for words in [&["diff", "v1..main"][..], &["check", "--since", "main"]] {
        assert!(refused(&none, words).contains("[revision-no-repository]"));
    }
    // Of another repository, which names no such checkout.
    write(&none, ".git", &format!("gitdir: {}\n", root.join(".git").display()));
    assert!(refused(&none, &["check", "--since", "main"]).contains("[revision-no-repository]"));
}

#[test]
fn damaged_objects_are_told_and_never_half_compared() {
    let Some((_kept, root)) = repository("sha1") else { return };
    let object = |name: &str| {
        let id = git(&root, &["rev-parse", name]).unwrap();
        root.join(".git/objects").join(&id[..2]).join(&id[2..])
    };
    let path = object("v1:compose.yaml");
    let whole = fs::read(&path).unwrap();
    let damage = |bytes: &[u8]| {
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
    };
    let other = fs::read(object("main:compose.yaml")).unwrap();
    for bytes in [&whole[..whole.len() / 2], b"", &other] {
        damage(bytes);
        let (code, out, err) = run(&root, &["diff", "v1..main"]);
        assert!(code == 2 && err.contains("[revision-unreadable]") && err.contains("git fsck"), "{err}");
        assert!(out.contains("could not be read"), "{out}");
        assert!(refused(&root, &["check", "--since", "v1"]).contains("[revision-unreadable]"));
    }
    fs::remove_file(&path).unwrap();
    assert!(refused(&root, &["check", "--since", "v1"]).contains("[revision-incomplete]"));
    damage_tree(&root, &object("v1^{tree}"));
}

fn damage_tree(root: &Path, path: &Path) {
    fs::remove_file(path).unwrap();
    for words in [&["diff", "v1..main"][..], &["check", "--since", "v1"]] {
        assert!(refused(root, words).contains("[revision-incomplete]"));
    }
}

/// Every path below a directory with its size and time.
fn listing(root: &Path) -> BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)> {
    let all = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    all.map(|entry| {
        let meta = entry.metadata().unwrap();
        (entry.into_path(), (meta.len(), meta.modified().ok()))
    })
    .collect()
}

#[test]
fn nothing_is_executed_nor_written_for_a_revision() {
    let Some((_kept, root)) = repository("sha1") else { return };
    let trap = root.join("trap");
    let config = format!(
        "[core]\n\tfsmonitor = touch {0}\n\thooksPath = hooks\n\tpager = touch {0}\n[diff]\n\texternal = touch {0}\n[filter \"x\"]\n\tsmudge = touch {0}\n\trequired = true\n",
        trap.display()
    );
    let path = root.join(".git/config");
    fs::write(&path, fs::read_to_string(&path).unwrap() + &config).unwrap();
    write(&root, ".git/hooks/post-checkout", "#!/bin/sh\ntouch trap\n");
    write(&root, ".gitattributes", "* filter=x diff=x\n");
    let before = listing(&root);
    assert_eq!(run(&root, &["diff", "v1..main"]).0, 0);
    assert_eq!(run(&root, &["check", "--since", "v1", "--fail-on", "never", "-o", "json"]).0, 0);
    assert_eq!(listing(&root), before);
    assert!(!trap.exists());
}

/// The fingerprints of what is new, and those of what is not.
fn fingerprints(report: &Value) -> (Vec<String>, Vec<String>) {
    let all = report["findings"].as_array().unwrap().iter();
    let (new, old): (Vec<&Value>, Vec<&Value>) = all.partition(|finding| finding["new"] == true);
    let prints = |all: Vec<&Value>| all.iter().map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect();
    (prints(new), prints(old))
}

#[test]
fn what_a_change_brings_is_what_a_baseline_of_before_does_not_have() {
    let Some((kept, root)) = repository("sha1") else { return };
    let other = "services:\n  db:\n    image: postgres\n    ports: ['5432:5432']\n";
    commit(&root, &[("db/compose.yaml", other), ("Dockerfile", "FROM alpine\n"), ("old/compose.yaml", AFTER)]);
    let base = kept.path().join("base");
    let same = |since: &str| {
        let report = kept.path().join("before.json").to_string_lossy().into_owned();
        git(&root, &["worktree", "add", "-q", "-f", "--detach", &base.to_string_lossy(), since]);
        run(&base, &["check", "--fail-on", "never", "-o", &format!("json={report}")]);
        git(&root, &["worktree", "remove", "-f", &base.to_string_lossy()]);
        let by_baseline = json(&root, &["check", "--baseline", &report, "-o", "json"], "report.json");
        let by_since = json(&root, &["check", "--since", since, "-o", "json"], "report.json");
        let (new, old) = fingerprints(&by_since);
        assert_eq!(fingerprints(&by_baseline), (new.clone(), old), "{since}");
        for count in ["new", "unchanged", "gone"] {
            assert_eq!(by_baseline["baseline"][count], by_since["baseline"][count], "{since} {count}");
        }
        assert_eq!(by_since["baseline"]["since"]["revision"], since);
        new.len()
    };
    // Nothing moved, a file moved, one was added, one edited, one is gone.
    assert_eq!(same("HEAD"), 0);
    fs::rename(root.join("old"), root.join("moved")).unwrap();
    assert_eq!(same("HEAD"), 0);
    assert!(same("HEAD~1") > 0);
    assert!(same("v1") > same("HEAD~1"));
    write(&root, "compose.yaml", &format!("# a comment\n{AFTER}    cap_add: [SYS_ADMIN]\n"));
    fs::remove_file(root.join("db/compose.yaml")).unwrap();
    assert!(same("HEAD") > 0);
    // Configured otherwise then.
    write(&root, "plimsoll.yaml", "version: 1\nset: strict\n");
    assert!(same("HEAD") > 0);
}

#[test]
fn only_what_is_new_fails_and_every_format_says_so() {
    let Some((_kept, root)) = repository("sha1") else { return };
    let since = |words: &[&str]| run(&root, &[&["check", "--since"], words].concat());
    let (code, out, _) = since(&["v1"]);
    assert!(code == 1 && out.contains("since v1 (") && out.contains("(new)"), "{out}");
    let (code, out, _) = since(&["HEAD"]);
    assert!(code == 0 && out.contains("since HEAD (") && out.contains(": 0 new"), "{out}");
    let (_, out, _) = since(&["v1", "-o", "sarif", "--sarif-profile", "full"]);
    assert!(out.contains("\"baselineState\": \"new\"") || out.contains("\"baselineState\":\"new\""), "{out}");
    let (_, out, _) = since(&["v1", "-o", "markdown"]);
    assert!(out.contains("since v1"), "{out}");
    let (code, _, err) = since(&["v1", "--baseline", "x.json"]);
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
    // Problems and gaps that the change brings.
    write(&root, "more/compose.yaml", "services:\n  a: {image: 'x:${NEW}'}\n");
    write(&root, "broken/compose.yaml", "services: [\n");
    let (code, out, _) = since(&["HEAD"]);
    assert!(code == 2 && out.contains("1 problem is new; 1 gap is new"), "{out}");
    // Files that are named, a part of the tree, and one that was not there then.
    assert_eq!(since(&["HEAD", "-f", "compose.yaml"]).0, 0);
    let (code, out, _) = since(&["v1", "-f", "compose.yaml"]);
    assert!(code == 1 && out.contains("since v1"), "{out}");
    fs::remove_dir_all(root.join("broken")).unwrap();
    assert_eq!(since(&["HEAD", "compose.yaml"]).0, 0);
    write(&root, "more/compose.yaml", AFTER);
    let (code, out, _) = since(&["HEAD", "more"]);
    assert!(code == 1 && out.contains("0 unchanged"), "{out}");
}

#[test]
fn a_branch_answers_for_what_it_did_since_it_left() {
    let Some((_kept, root)) = repository("sha1") else { return };
    git(&root, &["checkout", "-q", "-b", "side", "main"]);
    git(&root, &["checkout", "-q", "main"]);
    // Mended on `main` only: the branch did not bring it.
    commit(&root, &[("compose.yaml", BEFORE)]);
    git(&root, &["checkout", "-q", "side"]);
    commit(&root, &[("README.md", "a")]);
    assert_eq!(run(&root, &["check", "--since", "main"]).0, 0);
    assert_eq!(changes(&root, &["main...side"]), Vec::<String>::new());
    assert_eq!(changes(&root, &["main..side"]), [PRIVILEGED]);
}
