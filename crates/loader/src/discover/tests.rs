//! Tests of the walk over trees on disk.

use std::fs;
use std::path::Path;

use super::*;

fn lay_out(root: &Path, paths: &[&str]) {
    for path in paths {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, "").expect("written");
    }
}

fn paths(found: &Found) -> Vec<&str> {
    found.candidates.keys().map(String::as_str).collect()
}

fn left(found: &Found) -> Vec<&str> {
    found.excluded.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn walks_without_what_is_ignored_pruned_or_excluded_and_says_so() {
    let dir = tempfile::tempdir().expect("a directory");
    lay_out(
        dir.path(),
        &["a/compose.yaml", "a/.env", "node_modules/x/Dockerfile", "gen/Dockerfile", "old/Dockerfile", ".git/HEAD"],
    );
    fs::write(dir.path().join(".gitignore"), "gen/\n.env\n").expect("written");
    let files = DiskFiles::new(dir.path()).expect("a root");
    let selection = Selection::new(&[], &["old/".to_owned()], false).expect("globs");
    let found = candidates(&files, &[".".to_owned()], &selection);
    // A git-ignored env file is still there when the project runs, so it is judged.
    assert_eq!(paths(&found), ["a/.env", "a/compose.yaml"]);
    assert_eq!(left(&found), ["gen/", "node_modules/", "old/Dockerfile"]);
    let mut everything = Selection::default();
    everything.no_ignore = true;
    let found = candidates(&files, &[".".to_owned()], &everything);
    assert_eq!(paths(&found).len(), 5);
}

#[test]
fn what_git_tracks_or_somebody_names_is_never_pruned() {
    let dir = tempfile::tempdir().expect("a directory");
    lay_out(dir.path(), &["vendor/a/Dockerfile", "target/compose.yaml", "gen/x/.env", "gen/y/.env", ".git/HEAD"]);
    fs::write(dir.path().join(".gitignore"), "gen/\n").expect("written");
    let files = DiskFiles::new(dir.path()).expect("a root");
    let tracked = |directory: &str| match directory {
        "gen" => vec!["gen/x/.env".to_owned()],
        "vendor" => vec!["vendor/README".to_owned()],
        _ => Vec::new(),
    };
    let selection = Selection::default();
    let roots = [(".".to_owned(), DEPTH_LIMIT)];
    let mut request = Request {
        roots: &roots,
        named: &[],
        selection: &selection,
        choice: &selection,
        tracked: &tracked,
        says: &|_| false,
    };
    let found = find(&files, &request);
    assert_eq!(paths(&found), ["gen/x/.env", "vendor/a/Dockerfile"]);
    assert_eq!(left(&found), ["gen/", "target/"]);
    let named = ["target".to_owned(), "gen/y".to_owned()];
    request.named = &named;
    assert_eq!(
        paths(&find(&files, &request)),
        ["gen/x/.env", "gen/y/.env", "target/compose.yaml", "vendor/a/Dockerfile"]
    );
    let reaching = Selection::new(&["**".to_owned(), "target/*.yaml".to_owned()], &[], false).expect("globs");
    let request = Request { named: &[], selection: &reaching, choice: &reaching, tracked: &|_| Vec::new(), ..request };
    assert_eq!(paths(&find(&files, &request)), ["target/compose.yaml"]);
}

#[test]
fn a_look_reads_what_docker_reads_and_further_where_it_must() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, bytes: Vec<u8>| fs::write(dir.path().join(name), bytes).expect("written");
    let stack = "services:\n  web:\n    image: x\n";
    let units = || std::iter::once(0xfeff_u16).chain(stack.encode_utf16());
    write("little.yml", units().flat_map(u16::to_le_bytes).collect());
    write("big.yml", units().flat_map(u16::to_be_bytes).collect());
    let long = |lines: usize| "x-a: &a\n".to_owned() + &"  key: a text that takes some room\n".repeat(lines);
    write("far.yml", (long(3_000) + stack).into_bytes());
    // A line that is cut off in its first column is no word of its own.
    write("cut.yml", format!("{stack}#{}\nvolumes:\n", "x".repeat(name::LOOK_LIMIT - stack.len() - 7)).into_bytes());
    write("endless.yml", (long(40_000) + stack).into_bytes());
    write("other.yml", (long(3_000) + "kind: List\n" + stack).into_bytes());
    let files = DiskFiles::new(dir.path()).expect("a root");
    let found = candidates(&files, &[".".to_owned()], &Selection::default());
    assert_eq!(paths(&found), ["big.yml", "cut.yml", "far.yml", "little.yml"]);
    let aside: Vec<&str> = found.aside.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(aside, ["endless.yml"]);
}

#[test]
fn what_reads_like_one_under_another_name_is_left_aside() {
    let dir = tempfile::tempdir().expect("a directory");
    let compose = "services:\n  web:\n    image: nginx\n";
    let json = "{\n\t\"services\": {\"web\": {\"image\": \"nginx\"}}\n}\n";
    let patch = "--- a/compose.yml\n+++ b/compose.yml\n@@ -1,2 +1,3 @@\n services:\n   web:\n+    image: nginx\n";
    for (path, text) in [
        ("compose.json", json),
        ("composer.json", "{\"name\": \"a/b\", \"services\": {\"web\": {\"image\": \"x\"}}, \"require\": {}}\n"),
        ("other.json", json),
        ("docker-compose.yml.txt", compose),
        ("docker-compose.yml~", compose),
        ("stack.yaml.disabled", compose),
        ("stack.yml.j2", "services:\n  {{ name }}:\n    image: nginx\n"),
        ("compose.yml.patch", patch),
        ("compose.yml.bak", "\0\0services:\n  web:\n    image: nginx\n"),
        ("values.yaml.orig", "image: x\n"),
        ("notes.txt", compose),
        ("web.docker", "FROM alpine\n"),
        ("Dockerfile.bak", "FROM alpine\n"),
        ("Dockerfile~", "FROM alpine\n"),
        ("Dockerfile.patch", "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1 +1 @@\n FROM alpine\n"),
        ("docker.conf", "from here on\n"),
        ("out/compose.yml.old", compose),
    ] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }
    let files = DiskFiles::new(dir.path()).expect("a root");
    let selection = Selection::new(&[], &["out/".to_owned()], false).expect("globs");
    let found = candidates(&files, &[".".to_owned()], &selection);
    assert_eq!(paths(&found), ["compose.json"]);
    assert_eq!(left(&found), ["out/compose.yml.old"]);
    let aside: Vec<&str> = found.aside.iter().map(|(path, _)| path.as_str()).collect();
    let expected = [
        "Dockerfile.bak",
        "Dockerfile~",
        "docker-compose.yml.txt",
        "docker-compose.yml~",
        "stack.yaml.disabled",
        "stack.yml.j2",
        "web.docker",
    ];
    assert_eq!(aside, expected);
}

#[cfg(unix)]
#[test]
fn links_are_judged_under_their_names_or_told() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a directory");
    lay_out(outside.path(), &["Dockerfile"]);
    let dir = tempfile::tempdir().expect("a directory");
    lay_out(
        dir.path(),
        &["vendor/compose.yaml", "vendor/app/Dockerfile", "docker/Dockerfile", "docker/compose.yaml", "d/x"],
    );
    let link = |to: &str, from: &str| symlink(to, dir.path().join(from)).expect("linked");
    link("vendor/compose.yaml", "compose.yaml");
    link("docker/Dockerfile", "Dockerfile");
    link("docker/Dockerfile", "Dockerfile.old");
    link("nowhere", "docker/.env");
    link("nowhere", "docker/a.env");
    link("nowhere", "docker/Dockerfile.prod");
    link("/nowhere", "docker/compose.prod.yaml");
    link(&format!("{}/Dockerfile", outside.path().display()), "d/Dockerfile");
    link("vendor/app", "app");
    link("vendor/app", "app2");
    link("docker", "images");
    link("..", "d/loop");
    link("compose.yaml", "docker/docker-compose.yml");
    let files = DiskFiles::new(dir.path()).expect("a root");
    let found = candidates(&files, &[".".to_owned()], &Selection::default());
    assert_eq!(
        paths(&found),
        ["Dockerfile", "app/Dockerfile", "compose.yaml", "docker/Dockerfile", "docker/compose.yaml"]
    );
    let expected =
        ["Dockerfile.old", "app2", "d/loop", "docker/a.env", "docker/docker-compose.yml", "images", "vendor/"];
    assert_eq!(left(&found), expected);
    let told: Vec<_> = found.problems.iter().map(|p| (p.code, p.path.as_deref().unwrap_or_default())).collect();
    let expected = ["d/Dockerfile", "docker/.env", "docker/Dockerfile.prod", "docker/compose.prod.yaml"];
    assert_eq!(told, expected.map(|path| ("link-not-followed", path)));
    let gaps = found.problems.iter().filter(|problem| problem.is_gap());
    assert_eq!(gaps.filter_map(|gap| gap.lacks.as_deref()).collect::<Vec<_>>(), ["docker/.env"]);
}

#[test]
fn what_lies_in_version_controls_own_directories_is_told() {
    let dir = tempfile::tempdir().expect("a directory");
    let repository = [".git/HEAD", ".git/objects/x", ".git/compose.yaml"];
    lay_out(
        dir.path(),
        &[&repository[..], &[".hg/compose.yaml", ".svn/app/compose.yaml", "a/.git/compose.yaml"]].concat(),
    );
    fs::create_dir(dir.path().join("a/.svn")).expect("made");
    let files = DiskFiles::new(dir.path()).expect("a root");
    let tracked = |path: &str| if path == ".hg" { vec![".hg/compose.yaml".to_owned()] } else { Vec::new() };
    let roots = [(".".to_owned(), DEPTH_LIMIT)];
    let selection = Selection::default();
    let request = Request {
        roots: &roots,
        named: &[],
        selection: &selection,
        choice: &selection,
        tracked: &tracked,
        says: &|_| false,
    };
    let found = find(&files, &request);
    assert_eq!(paths(&found), [".hg/compose.yaml"]);
    assert_eq!(left(&found), [".hg/", ".svn/", "a/.git/", "a/.svn/"]);
}

#[cfg(target_os = "linux")]
#[test]
fn odd_names_are_judged_or_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().expect("a directory");
    lay_out(dir.path(), &["app\\web/compose.yaml", "app/web/compose.yaml", "Compose.yaml", "compose.yaml"]);
    for name in [&b"Dockerfile.\xff"[..], b"n\xff/Dockerfile", b"\xff.txt"] {
        let path = dir.path().join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, "").expect("written");
    }
    let files = DiskFiles::new(dir.path()).expect("a root");
    let found = candidates(&files, &[".".to_owned()], &Selection::default());
    assert_eq!(paths(&found), ["Compose.yaml", "app/web/compose.yaml", "app\\web/compose.yaml", "compose.yaml"]);
    assert_eq!(found.problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["odd-name", "odd-name"]);
}

#[test]
fn a_named_file_is_what_it_says_or_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    lay_out(dir.path(), &["README.md", "Dockerfile"]);
    fs::write(dir.path().join("stack.yml"), "services:\n  web: {image: x}\n").expect("written");
    fs::write(dir.path().join("build"), "FROM alpine\n").expect("written");
    let files = DiskFiles::new(dir.path()).expect("a root");
    let named = ["README.md", "stack.yml", "build", "Dockerfile"].map(str::to_owned);
    let found = candidates(&files, &named, &Selection::default());
    let expected = [("Dockerfile", Kind::Dockerfile), ("build", Kind::Dockerfile), ("stack.yml", Kind::Compose)];
    assert_eq!(found.candidates.iter().map(|(path, kind)| (path.as_str(), *kind)).collect::<Vec<_>>(), expected);
    assert_eq!(found.unknown, ["README.md"]);
}

#[test]
fn a_text_decides_where_a_name_says_too_little_or_too_much() {
    let dir = tempfile::tempdir().expect("a directory");
    let files = [
        ("stack.yml", "services:\n  web:\n    image: x\n"),
        ("traefik/app.yaml", "---\nservices:\n  web:\n    labels: [a]\n"),
        ("ci.yml", "jobs:\n  a:\n    services:\n      db:\n        image: x\n"),
        ("values.yaml", "services:\n  web:\n    image: x\n    replicas: 1\n"),
        ("other.yaml", "a: [services]\n"),
        ("out/stack.yml", "services:\n  web:\n    image: x\n"),
        ("dockerfile.go", "package x\n"),
        ("dockerfile.svg", "<svg/>\n"),
        ("Dockerfile.md", "# Title\n\nFROM alpine\n"),
        ("Dockerfile.hs", "module Main where\n"),
        ("Dockerfile.broken", "RUN make\n"),
        ("Dockerfile_prod", "FROM alpine\n"),
        ("Dockerfile2", "ARG A=1\nFROM alpine:$A\n"),
        ("dockerfiles.txt", "a list\n"),
        ("Dockerfile.j2", "FROM alpine\n"),
    ];
    for (path, text) in files {
        lay_out(dir.path(), &[path]);
        fs::write(dir.path().join(path), text).expect("written");
    }
    fs::write(dir.path().join("binary.yml"), b"\0\xff\xfeservices:\n  a:\n    image: x\n").expect("written");
    let disk = DiskFiles::new(dir.path()).expect("a root");
    let selection = Selection::new(&[], &["out/".to_owned()], false).expect("globs");
    let found = candidates(&disk, &[".".to_owned()], &selection);
    let expected =
        ["Dockerfile.broken", "Dockerfile.md", "Dockerfile2", "Dockerfile_prod", "stack.yml", "traefik/app.yaml"];
    assert_eq!(paths(&found), expected);
    assert_eq!(left(&found), ["Dockerfile.hs", "dockerfile.go", "dockerfile.svg", "out/stack.yml"]);
    let aside: Vec<&str> = found.aside.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(aside, ["Dockerfile.j2", "values.yaml"]);
    assert!(found.problems.is_empty());
}
