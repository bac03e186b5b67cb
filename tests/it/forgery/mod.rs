//! What somebody can try who has a bundle, who has the signing key as well, or who wants to hurt the machine of the one who checks: each row is a way that was
//! once found to work. `verify` names them, and so does the procedure of docs/auditors.md by hand where a bundle is enough.

mod disk;
mod honest;
mod key;
mod machine;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use ed25519_dalek::Signer as _;
use plimsoll_evidence::{
    self as evidence, ATTESTATIONS, Files, MANIFEST, OSCAL, OSCAL_SIGNATURE, POLICIES, RESULTS, SUMS,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::evidence::keys;
use crate::reports::git;

const DOCKERFILE: &str = "FROM debian:latest\nRUN apt-get update && apt-get install -y curl\n";
const COMPOSE: &str = "services:\n  web:\n    build: .\n    privileged: true\n  db:\n    image: postgres:16.4\n";

/// A project, a bundle of it, and the keys.
struct Stage {
    directory: TempDir,
}

fn run(directory: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .expect("plimsoll starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().expect("it ends by itself"), text(&done.stdout), text(&done.stderr))
}

fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
    fs::write(path, text).expect("written");
}

impl Stage {
    /// The project with these further files, committed where git is there.
    fn with(more: &[(&str, &str)], options: &[&str]) -> Self {
        let stage = Self { directory: tempfile::tempdir().expect("a directory") };
        let root = stage.root();
        write(root, "project/Dockerfile", DOCKERFILE);
        write(root, "project/compose.yaml", COMPOSE);
        for (path, text) in more {
            write(root, &format!("project/{path}"), text);
        }
        let (private, public) = keys(7);
        write(root, "key.pem", private);
        write(root, "pub.pem", public);
        if Command::new("git").arg("--version").output().is_ok() {
            git(&stage.project(), &["init", "-q"]).expect("git starts");
            git(&stage.project(), &["add", "-A"]).expect("git starts");
            git(&stage.project(), &["commit", "-qm", "1"]).expect("git starts");
        }
        let (code, out, error) = stage.create("bundle", options);
        assert_eq!(code, 0, "{out}{error}");
        stage
    }

    fn root(&self) -> &Path {
        self.directory.path()
    }

    fn project(&self) -> PathBuf {
        self.root().join("project")
    }

    fn path(&self, name: &str) -> String {
        self.root().join(name).display().to_string()
    }

    fn create(&self, name: &str, options: &[&str]) -> (i32, String, String) {
        let (out, key) = (self.path(name), self.path("key.pem"));
        let own = ["evidence", "create", "--out", &out, "--key", &key, "--as-of", "2026-11-20"];
        run(&self.project(), &[&own[..], options].concat())
    }

    fn verify(&self, name: &str, options: &[&str]) -> (i32, String) {
        let (bundle, key) = (self.path(name), self.path("pub.pem"));
        let (code, out, error) = run(self.root(), &[&["evidence", "verify", &bundle, "--key", &key], options].concat());
        (code, format!("{out}{error}"))
    }

    fn replay(&self, name: &str) -> (i32, String) {
        let source = self.project().display().to_string();
        self.verify(name, &["--replay", "--src", &source])
    }

    /// A copy of the bundle in which something was changed on disk.
    fn changed(&self, name: &str, change: &dyn Fn(&Path)) {
        copy(&self.root().join("bundle"), &self.root().join(name));
        change(&self.root().join(name));
    }

    /// A copy of the bundle, changed and signed again by somebody who has the key.
    fn signed_again(&self, name: &str, change: &dyn Fn(&mut Value, &mut Files)) {
        self.signed_from("bundle", name, change);
    }

    /// The same of another bundle.
    fn signed_from(&self, bundle: &str, name: &str, change: &dyn Fn(&mut Value, &mut Files)) {
        let mut files = Files::new();
        collect(&self.root().join(bundle), "", &mut files);
        let mut manifest: Value = serde_json::from_slice(&files[MANIFEST]).expect("JSON");
        change(&mut manifest, &mut files);
        sign(&mut files, &mut manifest);
        for (path, bytes) in files {
            write(self.root(), &format!("{name}/{path}"), bytes);
        }
    }

    /// The procedure of docs/auditors.md; nothing where its tools are not there.
    fn by_hand(&self, name: &str) -> Option<bool> {
        let has = |tool: &str| Command::new(tool).arg("--version").output().is_ok_and(|done| done.status.success());
        let openssl = Command::new("openssl").arg("version").output().is_ok_and(|done| done.status.success());
        if !openssl || !["bash", "jq", "sha256sum", "git", "find", "xargs", "base64"].into_iter().all(has) {
            println!("not checked by hand: bash, jq, openssl, git and GNU's tools are needed");
            return None;
        }
        let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/auditors.md")).expect("a page");
        let script = page.split("```sh\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("a block");
        let done = Command::new("bash")
            .args(["-c", script])
            .env("BUNDLE", self.root().join(name))
            .env("PUB", self.root().join("pub.pem"))
            .env("CHECKOUT", self.project())
            .stdin(Stdio::null())
            .output()
            .expect("bash starts");
        if std::env::var_os("SHOW").is_some() {
            println!("{name}: {}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        }
        Some(done.status.success())
    }
}

fn copy(from: &Path, to: &Path) {
    let mut files = Files::new();
    collect(from, "", &mut files);
    for (path, bytes) in files {
        write(to, &path, bytes);
    }
}

fn collect(directory: &Path, inside: &str, files: &mut Files) {
    for entry in fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry")) {
        let name = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).expect("read"));
        }
    }
}

fn canonical(value: &Value) -> Vec<u8> {
    serde_jcs::to_vec(value).expect("JSON")
}

/// Everything that follows from the files and the manifest, made again with the key: written apart from the code that makes bundles.
fn sign(files: &mut Files, manifest: &mut Value) {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let made = [MANIFEST, SUMS, ATTESTATIONS, OSCAL_SIGNATURE];
    files.retain(|path, _| !made.contains(&path.as_str()));
    let entry = |path: &str, bytes: &[u8]| {
        let kind = if path.ends_with(".json") { "application/json" } else { "text/plain" };
        json!({"path": path, "sha256": evidence::sha256(bytes), "size": bytes.len(), "mediaType": kind})
    };
    let known: BTreeMap<String, Value> = manifest["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| (file["path"].as_str().expect("a path").to_owned(), file["mediaType"].clone()))
        .collect();
    manifest["files"] = files
        .iter()
        .map(|(path, bytes)| {
            let mut entry = entry(path, bytes);
            if let Some(kind) = known.get(path) {
                entry["mediaType"] = kind.clone();
            }
            entry
        })
        .collect();
    let policies = evidence::sha256(&files[POLICIES]);
    manifest["policy"]["files"] = json!([{"path": POLICIES, "sha256": policies}]);
    manifest["policy"]["root_sha256"] = json!(evidence::sha256(format!("{policies}  {POLICIES}\n").as_bytes()));
    files.insert(MANIFEST.to_owned(), canonical(manifest));
    let lines: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", evidence::sha256(bytes))).collect();
    files.insert(SUMS.to_owned(), lines.into_bytes());
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let envelope = |statement: &Value| {
        let (kind, payload) = ("application/vnd.in-toto+json", canonical(statement));
        let mut said = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
        said.extend(&payload);
        let id = evidence::sha256(key.verifying_key().as_bytes());
        let signatures = json!([{"keyid": id, "sig": encode(&key.sign(&said).to_bytes())}]);
        json!({"payload": encode(&payload), "payloadType": kind, "signatures": signatures})
    };
    let statement = |kind: &str, subject: Value, predicate: Value| json!({"_type": "https://in-toto.io/Statement/v1", "subject": subject, "predicateType": kind, "predicate": predicate});
    let results: Value = serde_json::from_slice(&files[RESULTS]).expect("JSON");
    let subjects: Value = files
        .iter()
        .map(|(path, bytes)| json!({"name": path, "digest": {"sha256": evidence::sha256(bytes)}}))
        .collect();
    let about = statement("https://plimsoll.dev/evidence-bundle/v1", subjects, json!({"run_id": manifest["run_id"]}));
    let lines: Vec<String> =
        [evidence::test_result(manifest, &results), about].iter().map(|said| format!("{}\n", envelope(said))).collect();
    files.insert(ATTESTATIONS.to_owned(), lines.concat().into_bytes());
    let oscal: Value = serde_json::from_slice(&files[OSCAL]).expect("JSON");
    let digest = json!({"sha256": evidence::sha256(&canonical(&oscal))});
    let signing = "https://oscal-compass.github.io/compliance-trestle/predicates/oscal-signing/v1";
    let predicate = json!({
        "canonicalization": "RFC8785", "digestAlgorithm": "sha256", "digestSource": "canonical-json", "tool": "plimsoll",
    });
    let about = statement(signing, json!([{"name": "assessment-results.json", "digest": digest}]), predicate);
    files.insert(OSCAL_SIGNATURE.to_owned(), envelope(&about).to_string().into_bytes());
}
