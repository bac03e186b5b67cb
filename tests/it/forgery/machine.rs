//! Against the machine of the one who checks.

use std::fs;
use std::process::Command;

use plimsoll_evidence::{self as evidence, Files, RESULTS};
use serde_json::json;

use super::{Stage, write};

/// The machine of the one who checks: what a manifest says is not done.
#[test]
#[cfg(unix)]
fn a_manifest_does_not_move_the_machine_that_reads_it() {
    let stage = Stage::with(&[], &[]);
    write(stage.root(), "outside.env", "A=1\n");
    std::os::unix::fs::symlink("../outside.env", stage.project().join("out.env")).expect("linked");
    assert!(Command::new("mkfifo").arg(stage.project().join("pipe")).status().expect("mkfifo starts").success());
    let paths = ["/dev/zero", "../outside.env", "out.env", "pipe", "a/../../outside.env", "."];
    stage.signed_again("read", &|manifest, _| {
        let read = manifest["invocation"]["read"].as_array_mut().expect("a list");
        read.extend(paths.map(|path| json!({"path": path, "sha256": "0".repeat(64)})));
    });
    let (code, told) = stage.replay("read");
    assert_eq!(code, 1, "{told}");
    for path in paths {
        assert!(told.contains(&format!("broken: {path}: input: ")), "{path}: {told}");
    }
    for odd in ["out.env", "pipe"] {
        fs::remove_file(stage.project().join(odd)).expect("removed");
    }
    // Threads are a matter of this machine: asked for too many, none is started.
    stage.signed_again("threads", &|manifest, _| {
        manifest["invocation"]["request"]["judging"]["threads"] = json!(1_000_000)
    });
    assert_eq!(stage.replay("threads").0, 0);
    for field in ["paths", "files", "env_file"] {
        let name = format!("in-{field}");
        stage.signed_again(&name, &|manifest, _| {
            manifest["invocation"]["request"]["inputs"][field] = json!(["../outside.env"])
        });
        let (code, told) = stage.replay(&name);
        assert_eq!(code, 2, "{field}: {told}");
        assert!(told.contains("is not in the checkout"), "{field}: {told}");
    }
    // Values in each other beyond measure, and a bundle that is a bomb.
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    stage.changed("deep", &|bundle| write(bundle, RESULTS, &deep));
    assert_eq!(stage.verify("deep", &[]).0, 1);
    let bomb = evidence::pack(
        &Files::from([("zeros".to_owned(), vec![0; evidence::MAX_BYTES as usize + 512 * 4096])]),
        Some("evidence"),
    );
    write(stage.root(), "bomb.tar.gz", bomb.expect("packed"));
    let (code, told) = stage.verify("bomb.tar.gz", &[]);
    assert_eq!(code, 2, "{told}");
}
