//! `plimsoll diff`: what it tells apart, how it shows it, and what it does with sides that are not there.

use std::path::{Path, PathBuf};
use std::process::Command;

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{NodeData, RcDom};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::injection::{HOSTILE, is_inert};
use crate::reports::tree;

const FORMATS: [&str; 4] = ["text", "json", "markdown", "html"];

/// Exit code, stdout and stderr.
fn run(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let done = command.arg("diff").args(arguments).current_dir(root).env_remove("PLIMSOLL_ENFORCE").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(done.stdout), text(done.stderr));
    assert!(!err.contains("panicked"), "{err}");
    (done.status.code().unwrap(), out, err)
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/environments")
}

fn as_json(root: &Path, arguments: &[&str]) -> Value {
    let (code, out, err) = run(root, &[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    let document: Value = serde_json::from_str(&out).unwrap();
    let schema = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/diff.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    document
}

/// `effect service fact[key]: from -> to` of each difference.
fn told(document: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let one = |line: &Value| {
        let key = line["key"].as_str().map(|key| format!("[{key}]")).unwrap_or_default();
        let [effect, service, fact, from, to] =
            ["effect", "service", "fact", "from", "to"].map(|name| text(&line[name]));
        format!("{effect} {service} {fact}{key}: {from} -> {to}")
    };
    document["differences"].as_array().unwrap().iter().map(one).collect()
}

/// `service group[key]` of what was not compared.
fn left(document: &Value) -> Vec<String> {
    let one = |open: &Value| {
        let key = open["key"].as_str().map(|key| format!("[{key}]")).unwrap_or_default();
        format!("{} {}{key}", open["service"].as_str().unwrap(), open["group"].as_str().unwrap())
    };
    document["not_compared"].as_array().unwrap().iter().map(one).collect()
}

#[test]
fn environments_are_told_apart_with_both_places() {
    let document = as_json(&examples(), &["staging", "prod"]);
    let image = "registry.example.com/orders/api";
    let expected = [
        format!("other api image: {image}:2.4.0 -> {image}:2.3.7"),
        "weaker api port[8000/tcp]: - -> 8000:8000/tcp".to_owned(),
        "weaker api read-only: read_only: true -> -".to_owned(),
        "weaker api memory: 536870912 -> -".to_owned(),
        "weaker api cpus: 1 -> -".to_owned(),
    ];
    assert_eq!(told(&document), expected);
    assert_eq!(document["counts"], json!({"weaker": 4, "stronger": 0, "other": 1, "not_compared": 0}));
    assert_eq!(document["compared"], json!(["api", "db"]));
    let image = &document["differences"][0];
    assert_eq!(image["from_at"]["variables"], json!([{"path": "examples/environments/staging.env", "line": 1}]));
    assert_eq!(image["to_at"]["variables"], json!([{"path": "examples/environments/prod.env", "line": 1}]));
    let memory = &document["differences"][3];
    assert_eq!(memory["from_at"]["path"], "examples/environments/compose.staging.yaml");
    assert_eq!(memory["from_at"]["line"], 6);
    // Of what is not there the service is marked, where the last file names it.
    assert_eq!(memory["to_at"]["path"], "examples/environments/compose.prod.yaml");
    assert_eq!(memory["to_at"]["line"], 2);
}

#[test]
fn each_format_names_what_is_weaker_and_the_exit_code_may() {
    let from_text = |format: &str, arguments: &[&str]| run(&examples(), &[arguments, &["--format", format]].concat());
    for format in FORMATS {
        let (code, out, _) = from_text(format, &["staging", "prod"]);
        assert_eq!(code, 0, "{format}");
        assert_eq!(from_text(format, &["staging", "prod"]).1, out);
        assert!(out.matches("weaker").count() >= 4, "{format}: {out}");
        let places = ["compose.staging.yaml", "compose.prod.yaml", "staging.env", "prod.env"];
        assert!(places.iter().all(|place| out.contains(place)), "{format}: {out}");
        if format != "json" {
            assert!(out.contains("512 MiB") && out.contains("4 weaker, 0 stronger, 1 neither"), "{format}: {out}");
        }
    }
    assert_eq!(run(&examples(), &["staging", "prod", "--fail-on-weakening"]).0, 1);
    assert_eq!(run(&examples(), &["prod", "prod", "--fail-on-weakening"]).0, 0);
    let (code, out, _) = run(&examples(), &["prod", "staging", "--fail-on-weakening"]);
    assert!(code == 0 && out.contains("0 weaker, 4 stronger"), "{out}");
}

const WEB: &str = "services:\n  web:\n    image: nginx:1.27.0\n    command: [serve]\n    user: app\n    volumes: [data:/data, ./a:/conf:ro]\n    ports: ['80:8080']\n    hostname: one\n    labels: {tier: front}\n    networks: [inner]\n    healthcheck: {test: [CMD, check], interval: 10s}\n    logging: {driver: json-file, options: {max-size: 10m}}\n    deploy: {replicas: 2, update_config: {order: start-first}}\nnetworks:\n  inner: {internal: true}\nvolumes:\n  data:\n";

#[test]
fn everything_that_is_written_is_compared() {
    let other = [
        ("[serve]", "[serve, --debug]"),
        ("user: app", "user: other"),
        ("data:/data", "/var/data"),
        ("./a:/conf", "./b:/conf"),
        ("'80:8080'", "'81:8080'"),
        ("hostname: one", "hostname: two"),
        ("tier: front", "tier: back"),
        ("internal: true", "internal: false"),
        ("interval: 10s", "interval: 1m"),
        ("max-size: 10m", "max-size: 20m"),
        ("replicas: 2", "replicas: 1"),
        ("start-first", "stop-first"),
    ];
    let after = other.iter().fold(WEB.to_owned(), |text, (was, is)| {
        assert!(text.contains(was), "{was}");
        text.replace(was, is)
    });
    let root = tree(&[("old/compose.yaml", WEB), ("new/compose.yaml", &after)]);
    let document = as_json(root.path(), &["old/", "new/"]);
    let expected = [
        "other web host-port[8080/tcp]: 80:8080/tcp -> 81:8080/tcp",
        "other web user: app -> other",
        "other web mount-source[/conf]: a -> b",
        "other web volume[/data]: volume data -> -",
        "other web volume[/var/data]: - -> volume",
        "other web healthcheck-setting[interval]: 10s -> 1m0s",
        "other web log-option[max-size]: 10m -> 20m",
        r#"other web command: ["serve"] -> ["serve","--debug"]"#,
        "weaker web internal-network[inner]: internal -> open",
        "other web deploy[replicas]: 2 -> 1",
        "other web deploy[update_config.order]: start-first -> stop-first",
        "other web setting[hostname]: one -> two",
        "other web setting[labels.tier]: front -> back",
    ];
    assert_eq!(told(&document), expected);
    // Where the copies lie is no difference.
    let same = tree(&[("old/compose.yaml", WEB), ("new/compose.yaml", WEB)]);
    assert_eq!(told(&as_json(same.path(), &["old", "new"])), [""; 0]);
}

#[test]
fn of_long_values_the_part_that_differs_is_shown() {
    let of = |list: &str, text: &str| {
        let words: Vec<String> = (0..40).map(|number| format!("--option-{number}")).collect();
        let long = "x".repeat(300);
        format!(
            "services:\n  web:\n    image: nginx:1.27.0\n    command: [{}, {list}]\n    environment: {{LONG: {long}{text}}}\n",
            words.join(", ")
        )
    };
    let root = tree(&[("compose.dev.yaml", &of("--debug", "abc")), ("compose.prod.yaml", &of("--quiet", "xyz"))]);
    let (code, out, _) = run(root.path(), &["dev", "prod"]);
    assert_eq!(code, 0);
    assert!(out.contains("command: … --debug -> … --quiet"), "{out}");
    let lines: Vec<&str> = out.lines().filter(|line| line.contains("variable LONG")).collect();
    assert!(
        lines.len() == 1 && lines[0].contains("xabc -> …") && lines[0].ends_with("xxyz") && lines[0].len() < 200,
        "{lines:?}"
    );
}

#[test]
fn secrets_are_compared_and_never_shown() {
    // Assembled here, so that no file of ours holds one.
    let (one, other) = (["Zq8", "vT3mK", "w9Lp"].concat(), ["Rb5", "xN2cH", "j7Qd"].concat());
    let of = |first: &str, second: &str| {
        format!(
            "services:\n  db:\n    image: postgres:16.6\n    environment:\n      POSTGRES_PASSWORD: {first}\n      ADMIN_PASSWORD: {second}\n      PLAIN: {first}x\n    command: [run, --password, {second}]\n"
        )
    };
    let root = tree(&[("compose.dev.yaml", &of(&one, &one)), ("compose.prod.yaml", &of(&other, &one))]);
    let document = as_json(root.path(), &["dev", "prod"]);
    let told = told(&document);
    assert!(told.contains(&"other db variable[POSTGRES_PASSWORD]: *** -> ***".to_owned()), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("ADMIN_PASSWORD")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("command")), "{told:?}");
    for format in FORMATS {
        let (_, out, err) = run(root.path(), &["dev", "prod", "--format", format]);
        assert!(![&one, &other].into_iter().any(|value| out.contains(value) || err.contains(value)), "{format}: {out}");
        assert!(out.contains("POSTGRES_PASSWORD"));
        assert!(format == "json" || out.contains("(another value)"), "{format}: {out}");
    }
}

#[test]
fn what_nobody_knows_is_named_and_not_claimed() {
    let dev = "services:\n  web:\n    image: app:${TAG}\n    environment:\n      HOST: ${HOST}\n      TOKEN:\n      MODE: a\n    mem_limit: ${LIMIT}\n    entrypoint: [run, '${RUN}']\n  off:\n    image: nginx:1\n    profiles: [never]\n";
    let prod = "services:\n  web:\n    image: app:2\n    environment:\n      HOST: db\n      TOKEN:\n      MODE: b\n    mem_limit: 1g\n  off:\n    image: nginx:1\n    profiles: [never]\n";
    let root = tree(&[("compose.dev.yaml", dev), ("compose.prod.yaml", prod)]);
    let document = as_json(root.path(), &["dev", "prod"]);
    let expected = ["other web variable[MODE]: a -> b", "other web entrypoint: (not known) -> -"];
    assert_eq!(told(&document), expected);
    let left = left(&document);
    for expected in ["web image", "web limits", "web variables[HOST]", "web variables[TOKEN]"] {
        assert!(left.iter().any(|one| one == expected), "{expected}: {left:?}");
    }
    assert_eq!(document["idle"], json!(["off"]));
    let image = document["not_compared"].as_array().unwrap().iter().find(|open| open["group"] == "image").unwrap();
    assert_eq!(image["because"], json!([{"side": "from", "cause": "variable", "name": "TAG"}]));
    for format in ["text", "markdown", "html"] {
        let (_, out, _) = run(root.path(), &["dev", "prod", "--format", format]);
        assert!(
            out.contains("dev lacks TAG") && out.contains("Start in neither") || out.contains("start in neither"),
            "{out}"
        );
    }
}

#[test]
fn a_new_service_is_as_weak_as_what_it_brings_and_one_that_goes_takes_that_away() {
    let root = tree(&[
        ("before/compose.yaml", "services:\n  web:\n    image: nginx:1.27.0\n"),
        (
            "after/compose.yaml",
            "services:\n  web:\n    image: nginx:1.27.0\n  agent:\n    image: agent:1.2\n    privileged: true\n    cap_add: [NET_ADMIN]\n    pid: host\n    ports: [\"9000:9000\"]\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n      - ./agent.conf:/etc/agent.conf:ro\n      - /srv/${WHERE}:/srv\n    mem_limit: 1g\n",
        ),
    ]);
    let document = as_json(root.path(), &["before", "after"]);
    let found = told(&document);
    let weaker: Vec<&String> = found.iter().filter(|line| line.starts_with("weaker")).collect();
    let expected = [
        "weaker agent port[9000/tcp]: - -> 9000:9000/tcp",
        "weaker agent privileged: - -> privileged: true",
        "weaker agent cap-add[NET_ADMIN]: - -> NET_ADMIN",
        "weaker agent host-namespace[pid]: - -> host",
        "weaker agent host-mount[/var/run/docker.sock]: - -> /var/run/docker.sock",
    ];
    for line in expected {
        assert!(weaker.iter().any(|found| found.starts_with(line)), "{line}: {found:#?}");
    }
    let lacking = "other agent unprotected: - -> no new privileges, read-only root filesystem, all capabilities dropped, limit of processors, limit of processes";
    assert!(found.iter().any(|found| found.starts_with(lacking)), "{found:#?}");
    assert!(!weaker.iter().any(|line| line.contains("agent.conf") || line.contains("limit of memory")), "{found:#?}");
    let of = |fact: &str| document["differences"].as_array().unwrap().iter().find(|one| one["fact"] == fact).unwrap();
    assert_eq!((&of("privileged")["from_at"], &of("privileged")["to_at"]["line"]), (&json!(null), &json!(6)));
    assert_eq!(of("unprotected")["to_at"]["line"], json!(4));
    // Nobody knows what of the host that is.
    assert!(left(&document).contains(&"agent mounts".to_owned()), "{:?}", left(&document));
    for (sides, code) in [(["before", "after"], 1), (["after", "before"], 0)] {
        let (done, out, _) = run(root.path(), &[&sides[..], &["--fail-on-weakening", "--format", "markdown"]].concat());
        assert_eq!(done, code, "{out}");
    }
    let back = told(&as_json(root.path(), &["after", "before"]));
    assert!(back.iter().any(|line| line == "stronger agent privileged: privileged: true -> -"), "{back:#?}");
    assert!(!back.iter().any(|line| line.starts_with("weaker")), "{back:#?}");
}

#[test]
fn a_healthcheck_that_only_one_side_writes_is_told_whatever_an_image_brings_along() {
    let with = "services:\n  web:\n    image: registry.example.com/own:1.2\n    healthcheck: {test: [CMD, check]}\n";
    let root = tree(&[("a.yaml", with), ("b.yaml", "services:\n  web:\n    image: registry.example.com/own:1.2\n")]);
    let document = as_json(root.path(), &["a.yaml", "b.yaml"]);
    assert_eq!(told(&document), ["other web healthcheck: healthcheck -> (not known)"]);
    assert_eq!(left(&document), Vec::<String>::new());
    assert_eq!(
        told(&as_json(root.path(), &["b.yaml", "a.yaml"])),
        ["other web healthcheck: (not known) -> healthcheck"]
    );
}

#[test]
fn a_side_that_is_not_there_or_broken_is_named_with_the_way_out() {
    let table: [(&[&str], &[&str]); 6] = [
        (&["stagin", "prod"], &["stagin", "did you mean `staging`?", "`dev`, `prod`, `staging`"]),
        (&[".", "prod"], &["`.` holds several projects", "`dev`, `staging`, `prod`"]),
        (&["compose.yml", "prod"], &["no `./compose.yml`", "did you mean `compose.yaml`?"]),
        (&["no/where", "prod"], &["no `./no/where`"]),
        (&["api/", "prod"], &["no Compose project in `api/`"]),
        (&["prod", "staging", "--env-file-b", "gone.env"], &["gone.env"]),
    ];
    for (arguments, words) in table {
        let (code, out, err) = run(&examples(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(words.iter().all(|word| err.contains(word)), "{arguments:?}: {err}");
    }
    let root = tree(&[
        ("shop/compose.prod.yaml", WEB),
        ("blog/compose.prod.yaml", WEB),
        ("broken/compose.yaml", "services:\n  web:\n    image: [\n"),
        ("half/compose.yaml", "services:\n  web:\n    image: nginx:1.27.0\n    ports: {a: b}\n"),
    ]);
    let (code, _, err) = run(root.path(), &["prod", "shop:prod"]);
    assert!(code == 2 && err.contains("`blog:prod`, `shop:prod`"), "{err}");
    assert_eq!(run(root.path(), &["blog:prod", "shop:prod"]).0, 0);
    let (code, out, err) = run(root.path(), &["broken", "shop:prod"]);
    assert!(code == 2 && out.is_empty() && err.contains("broken/compose.yaml"), "{code} {out} {err}");
    let (code, out, err) = run(root.path(), &["half", "shop:prod", "--fail-on-weakening"]);
    assert!(code == 2 && err.contains("half/compose.yaml:4"), "{code} {err}");
    assert!(out.is_empty() || out.contains("half could not be read wholly"), "{out}");
}

#[test]
fn files_env_files_profiles_and_another_root_are_taken_as_they_are_named() {
    let at = |arguments: &[&str]| {
        let root = examples();
        let (code, out, err) = run(root.parent().unwrap(), &[arguments, &["--root", "environments"]].concat());
        assert_eq!(code, 0, "{err}");
        out
    };
    let files = [
        "compose.yaml,compose.staging.yaml",
        "compose.yaml,compose.prod.yaml",
        "--env-file-a",
        "staging.env",
        "--env-file-b",
        "prod.env",
    ];
    let lines = |text: &str| text.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&at(&files)), lines(&at(&["staging", "prod"])));
    let root = tree(&[(
        "compose.yaml",
        "services:\n  a:\n    image: x:1\n  b:\n    image: y:1\n    profiles: [more]\n    environment: {EMPTY: ''}\n    cap_add: [NET_ADMIN]\n    volumes: ['/var/run/docker.sock:/sock', './b:/b']\n",
    )]);
    let document = as_json(root.path(), &["compose.yaml", "compose.yaml", "--profile-b", "more"]);
    let expected = [
        "other b service: - -> y:1, adds NET_ADMIN, mounts /var/run/docker.sock",
        "other b unprotected: - -> no new privileges, read-only root filesystem, all capabilities dropped, limit of memory, limit of processors, limit of processes, restart policy, image by digest",
        "weaker b cap-add[NET_ADMIN]: - -> NET_ADMIN",
        "weaker b host-mount[/sock]: - -> /var/run/docker.sock",
    ];
    assert_eq!(told(&document), expected);
}

#[test]
fn nothing_that_stands_in_a_tree_acts_on_a_difference() {
    let plain = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        c => format!("\\U{:08x}", c as u32),
    };
    let quoted = |text: &str| format!("\"{}\"", text.chars().map(plain).collect::<String>());
    let of = |turn: usize| {
        let (mut variables, mut labels) = (String::new(), String::new());
        for (number, hostile) in HOSTILE.iter().enumerate() {
            let key = HOSTILE[(number + 3) % HOSTILE.len()].replace('=', "");
            let value = quoted(&format!("{hostile} {turn}"));
            variables.push_str(&format!("      {}: {value}\n", quoted(&key)));
            labels.push_str(&format!("      {}: {value}\n", quoted(&format!("x{key}"))));
        }
        format!(
            "services:\n  web:\n    image: nginx:1.27.{turn}\n    command: [{}]\n    environment:\n{variables}    labels:\n{labels}",
            quoted(&format!("{} {turn}", HOSTILE.concat()))
        )
    };
    let root = tree(&[("compose.dev.yaml", &of(1)), ("compose.prod.yaml", &of(2))]);
    for format in FORMATS {
        let (code, out, err) = run(root.path(), &["dev", "prod", "--format", format]);
        assert_eq!(code, 0, "{err}");
        is_inert("stderr", &err);
        is_inert(format, &out);
        match format {
            "json" => assert!(told(&serde_json::from_str(&out).unwrap()).len() > 20, "{err}"),
            "markdown" => {
                let mut cells = 0;
                for event in Parser::new_ext(&out, Options::ENABLE_TABLES) {
                    match event {
                        Event::Html(html) | Event::InlineHtml(html) => panic!("{html:?}"),
                        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("{event:?}"),
                        Event::Start(Tag::TableCell) => cells += 1,
                        _ => {}
                    }
                }
                assert!(cells > 100 && cells % 6 == 0, "{cells}");
            }
            "html" => {
                let page =
                    html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(out.as_str());
                assert!(page.errors.borrow().is_empty(), "{:?}", page.errors.borrow());
                let mut left = vec![page.document.clone()];
                let mut names = std::collections::BTreeSet::new();
                while let Some(node) = left.pop() {
                    if let NodeData::Element { name, attrs, .. } = &node.data {
                        names.insert(name.local.to_string());
                        let attributes = attrs.borrow();
                        assert!(!attributes.iter().any(|one| one.name.local.starts_with("on")), "{name:?}");
                    }
                    left.extend(node.children.borrow().iter().cloned());
                }
                let harmful = ["script", "img", "a", "iframe", "form"];
                assert!(!harmful.iter().any(|name| names.contains(*name)), "{names:?}");
            }
            _ => {}
        }
    }
}
