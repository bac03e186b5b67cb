//! Fresh clones: what docker never reads, what build tools fill in, and what only the shell of whoever starts it has.

use serde_json::Value;

use crate::clones::{check, found, told, tree};
use crate::gaps::run;

const WEB: &str = "services:\n  web:\n    image: nginx:1\n";
/// A line that no reader of env files takes.
const BROKEN: &str = "A=1\noh dear me\nB=2\n";

/// What is told of severities: `warning env-syntax`.
fn severities(report: &Value) -> Vec<String> {
    let told = report["problems"].as_array().unwrap().iter();
    told.map(|one| format!("{} {}", one["severity"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[test]
fn mistakes_in_env_files_that_nothing_reads_fail_no_run() {
    for name in ["prod.env", ".env.example", ".env.prod", "config/.env", "config/app.env.sample"] {
        let (code, report) = check(tree(&[("compose.yaml", WEB), (name, BROKEN)]).path(), &[]);
        assert_eq!((code, severities(&report)), (0, vec!["warning env-syntax".to_owned()]), "{name}");
        assert_eq!(told(&report, "problems"), [format!("env-syntax {name}:2")]);
        assert!(report["problems"][0]["message"].as_str().unwrap().ends_with("no project here reads this file"));
    }
    // What can be read is judged.
    let secret = format!("oh dear me\nAWS_SECRET_ACCESS_KEY={}\n", "k9Zq3vXw".repeat(5));
    let (code, report) = check(tree(&[("compose.yaml", WEB), ("prod.env", &secret)]).path(), &[]);
    assert_eq!((code, found(&report, "env/envfile-secret-literal")), (0, vec!["prod.env:2".to_owned()]));
    let binary = tree(&[("compose.yaml", WEB)]);
    std::fs::write(binary.path().join("prod.env"), b"\0GITCRYPT\0\xff\xfe").unwrap();
    let (code, report) = check(binary.path(), &[]);
    assert_eq!((code, report["excluded"][0]["path"].as_str()), (0, Some("prod.env")), "{report}");
    // UTF-16, which docker would not get through.
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("A=1\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    std::fs::write(binary.path().join("prod.env"), utf16).unwrap();
    let (code, report) = check(binary.path(), &[]);
    assert_eq!((code, severities(&report)), (0, vec!["warning env-syntax".to_owned()]));
}

#[test]
fn mistakes_in_env_files_that_docker_reads_stay_problems() {
    let service = format!("{WEB}    env_file: prod.env\n");
    let optional = format!("{WEB}    env_file: [{{path: prod.env, required: false}}]\n");
    let include = "include:\n  - path: sub/web.yaml\n";
    for files in [
        [("compose.yaml", WEB), (".env", BROKEN)].as_slice(),
        &[("compose.yaml", &service), ("prod.env", BROKEN)],
        &[("compose.yaml", &optional), ("prod.env", BROKEN)],
        &[("compose.yaml", WEB), ("prod.env", BROKEN), ("up.sh", "docker compose --env-file prod.env up -d\n")],
        &[("compose.yaml", include), ("sub/web.yaml", WEB), ("sub/.env", BROKEN)],
    ] {
        let (code, report) = check(tree(files).path(), &[]);
        assert_eq!((code, severities(&report)), (2, vec!["error env-syntax".to_owned()]), "{files:?}");
    }
    let root = tree(&[("compose.yaml", WEB), ("prod.env", BROKEN)]);
    assert_eq!(check(root.path(), &["--env-file", "prod.env"]).0, 2);
}

#[test]
fn a_variable_that_an_env_file_must_be_given_is_a_gap_where_the_file_is_read() {
    let text = "A=${TOKEN:?set it}\n";
    let (code, report) = check(tree(&[("compose.yaml", WEB), (".env", text)]).path(), &[]);
    assert_eq!(
        (code, told(&report, "gaps"), severities(&report)),
        (0, vec!["variable-required .env:1".to_owned()], vec![])
    );
    let (code, report) = check(tree(&[("compose.yaml", WEB), ("other.env", text)]).path(), &["--complete"]);
    assert_eq!(
        (code, told(&report, "gaps"), severities(&report)),
        (0, vec![], vec!["warning variable-required".to_owned()])
    );
}

#[test]
fn what_build_tools_fill_in_is_unknown() {
    for image in [
        "app:${project.version}",
        "${docker.image-prefix}/app:1",
        "app:${app.tag:latest}",
        "app:@project.version@",
        "\"app:<%= tag %>\"",
        "app:%{TAG}",
        "app:${{ values.tag }}",
        "{{ image }}",
        "{{ repo | default('nginx') }}",
        "{{image}}",
        "%{IMAGE}",
        "@IMAGE@",
        "<%= image %>",
        "__IMAGE__",
        "$$IMAGE$$",
    ] {
        let compose = format!("services:\n  web:\n    image: {image}\n    privileged: true\n");
        let root = tree(&[("compose.yaml", &compose)]);
        let (code, report) = check(root.path(), &["--rule", "compose/*"]);
        assert_eq!((code, severities(&report)), (0, vec![]), "{image}: {report}");
        assert_eq!(told(&report, "gaps"), ["template-placeholder compose.yaml:3"], "{image}");
        assert_eq!(found(&report, "compose/service-privileged"), ["compose.yaml:4"], "{image}");
        let images = report["findings"].as_array().unwrap().iter().filter(|one| one["location"]["start"]["line"] == 3);
        let failed: Vec<&Value> = images.filter(|one| one["outcome"] == "fail").collect();
        assert!(failed.is_empty(), "{image}: {failed:?}");
    }
    // As docker compose has it, they are mistakes.
    for image in ["app:${project.version}", "{{ image }}", "app:${{ values.tag }}"] {
        let compose = format!("services:\n  web:\n    image: {image}\n");
        let (code, _, _) = run(tree(&[("compose.yaml", &compose)]).path(), &["model", "--format", "compose"]);
        assert_eq!(code, Some(2), "{image}");
    }
}

#[test]
fn placeholders_stand_for_any_value() {
    let compose = "services:\n  {{ name }}:\n    image: nginx:1\n    privileged: {{ powerful }}\n    command: {{ command }}\n    ports:\n      - {{ port }}\n\
                   \x20     - {{ port }}:80\n    environment: {{ environment }}\n    depends_on: [{{ other }}]\n  {{ other }}:\n    image: nginx:1\n    \
                   privileged: true\n{% if extra %}\n  more:\n    image: nginx:1\n    labels: [\"a={{.Node.Hostname}}\"]\n{% endif %}\n";
    let (code, report) = check(tree(&[("compose.yaml", compose)]).path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, severities(&report)), (0, vec![]), "{report}");
    assert_eq!(told(&report, "gaps"), ["template-placeholder compose.yaml:2"]);
    let findings = report["findings"].as_array().unwrap().iter();
    let fails = findings.filter(|one| one["outcome"] == "fail").map(|one| one["location"]["start"]["line"].as_u64());
    assert_eq!(fails.collect::<Vec<_>>(), [Some(13)]);
    // Mappings are none, however they are written.
    let real = "services: { web: { image: \"nginx:1\", environment: {A: \"{{x}}\"}, labels: { a: b } } }\n";
    let (code, report) = check(tree(&[("compose.yaml", real)]).path(), &[]);
    assert_eq!((code, told(&report, "gaps")), (0, Vec::new()));
    let broken = "services:\n  web:\n    image: {{a: b}: c}\n";
    assert_eq!(check(tree(&[("compose.yaml", broken)]).path(), &[]).0, 2);
}

#[test]
fn what_build_tools_fill_into_dockerfiles_and_env_files_is_unknown() {
    for text in [
        "FROM registry.example.org/base:${project.version}\nRUN sudo id\n",
        "FROM ${{ values.image }}\nRUN sudo id\n",
        "FROM alpine:3\nCOPY target/${project.build.finalName}.jar /app.jar\nRUN sudo id\n",
        "FROM registry.example.org/base:@project.version@\nRUN sudo id\n",
        "FROM alpine:3\nENV PORT=${{ values.port }}\nEXPOSE ${{ values.port }}\nRUN sudo id\n",
    ] {
        let (code, report) = check(tree(&[("Dockerfile", text)]).path(), &["--rule", "dockerfile/sudo-used"]);
        assert_eq!((code, severities(&report)), (0, vec![]), "{text}: {report}");
        assert_eq!(report["gaps"][0]["code"], "template-placeholder", "{text}");
        assert_eq!(found(&report, "dockerfile/sudo-used").len(), 1, "{text}");
    }
    let reads = format!("{WEB}    env_file: app.env\n    privileged: true\n");
    let root = tree(&[("compose.yaml", &reads), ("app.env", "A=${project.version}\nB=1\n")]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, severities(&report)), (0, vec![]), "{report}");
    assert_eq!(told(&report, "gaps"), ["template-placeholder app.env:null"]);
}

#[test]
fn a_broken_file_with_texts_of_programs_is_no_template() {
    for test in ["curl -w %{http_code} x", "\"docker inspect -f '{{.State}}' x\"", "x-{{ y }}"] {
        let compose = format!(
            "services:\n  web:\n    image: nginx:1\n    healthcheck:\n      test: {test}\n    image: nginx:2\n"
        );
        let (code, report) = check(tree(&[("compose.yaml", &compose)]).path(), &[]);
        assert_eq!((code, told(&report, "problems")), (2, vec!["yaml-duplicate-key compose.yaml:6".to_owned()]));
    }
}

#[test]
fn a_template_that_is_none_before_it_is_filled_in_is_left_out_however_it_is_started() {
    let template = "services:\n  web:\n    image: {{ image }}\n    {%- if a %}\n    tty: true\n    {%- else %}\n    tty: false\n    {%- endif %}\n";
    let part = "services:\n  web:\n    privileged: true\n";
    let call = ("up.sh", "docker compose -f docker-compose.yml -f deploy/compose.more.yml up -d\n");
    let root = tree(&[("docker-compose.yml", template), ("deploy/compose.more.yml", part), call]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    assert_eq!((code, severities(&report)), (0, vec![]), "{report}");
    assert_eq!(report["excluded"][0]["path"], "docker-compose.yml");
    assert_eq!(found(&report, "compose/service-privileged"), ["deploy/compose.more.yml:3"]);
    let includes = format!("include: [more/web.yaml]\n{}", WEB.replace("web", "other"));
    let root = tree(&[("compose.yaml", &includes), ("more/web.yaml", template)]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!((code, severities(&report)), (0, vec![]), "{report}");
    assert_eq!(told(&report, "gaps"), ["template-placeholder compose.yaml:1"]);
}

#[test]
fn variables_of_the_shell_are_told_in_one_line_and_no_rule_repeats_them() {
    let compose = "services:\n  web:\n    image: \"${USER}/app:1\"\n    user: \"${UID}:${GID}\"\n    hostname: ${HOSTNAME:?}\n    volumes: [\"${HOME}/a:/a\"]\n    \
                   environment: [DISPLAY]\n    labels: {a: \"${OTHER}\"}\n";
    let root = tree(&[("compose.yaml", compose), (".env", "TAG=1\n")]);
    let rules = ["--rule", "project/env-unset-variable", "--rule", "compose/image-tag-variable-unset"];
    let (code, report) = check(root.path(), &rules);
    assert_eq!(code, 0);
    let gaps: Vec<(&str, &str)> = report["gaps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| (gap["lacks"].as_str().unwrap(), gap["code"].as_str().unwrap()))
        .collect();
    let of_caller = ["USER", "UID", "GID", "HOSTNAME", "HOME", "DISPLAY"].map(|name| (name, "variable-of-caller"));
    for gap in of_caller.iter().chain(&[("OTHER", "variable-unset")]) {
        assert!(gaps.contains(gap), "{gap:?} is not in {gaps:?}");
    }
    assert_eq!(gaps.len(), 7);
    assert_eq!(found(&report, "project/env-unset-variable"), ["compose.yaml:8"]);
    assert!(found(&report, "compose/image-tag-variable-unset").is_empty());
    let (_, text, _) = run(root.path(), &["check"]);
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("[variable-of-caller]")).collect();
    assert!(lines.len() == 1 && lines[0].contains("DISPLAY, GID, HOME, HOSTNAME, UID, USER (6 places"), "{text}");
    // No tree holds them, however complete it is.
    let (code, report) = check(root.path(), &["--complete"]);
    assert_eq!((code, told(&report, "problems")), (2, vec!["variable-unset compose.yaml:8".to_owned()]));
    // Where a sample has one, the files set it.
    let root = tree(&[("compose.yaml", compose), (".env.example", "UID=1000\n")]);
    let (_, report) = check(root.path(), &[]);
    let uid = report["gaps"].as_array().unwrap().iter().find(|gap| gap["lacks"] == "UID").unwrap();
    assert_eq!(uid["code"], "variable-unset");
}

#[test]
fn a_path_from_the_working_directory_is_known() {
    let compose = "services:\n  web:\n    image: nginx:1\n    volumes: [\"${PWD}/data:/data\", \"$PWD:/src\"]\n    environment: [\"DIR=${PWD}\"]\n";
    let include = "include: [sub/web.yaml]\n";
    let sources = |files: &[(&str, &str)]| {
        let root = tree(files);
        let (_, out, told) = run(root.path(), &["model", "."]);
        let model: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{told}"));
        let mounts = model["projects"][0]["services"]["web"]["volumes"].as_array().unwrap().iter();
        let (code, report) = check(root.path(), &[]);
        assert_eq!((code, told_of(&report)), (0, vec!["variable-of-caller PWD".to_owned()]));
        mounts.map(|mount| mount["source"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sources(&[("compose.yaml", compose)]), ["data", "."]);
    assert_eq!(sources(&[("compose.yaml", include), ("sub/web.yaml", compose)]), ["data", "."]);
}

fn told_of(report: &Value) -> Vec<String> {
    let gaps = report["gaps"].as_array().unwrap().iter();
    gaps.map(|gap| format!("{} {}", gap["code"].as_str().unwrap(), gap["lacks"].as_str().unwrap())).collect()
}

#[test]
fn whether_an_env_file_that_is_not_here_sets_a_variable_nobody_knows() {
    let compose = "services:\n  web:\n    image: nginx:1\n    environment: [TOKEN]\n    env_file: [{path: local.env, required: false}]\n";
    let root = tree(&[("compose.yaml", compose)]);
    let (code, report) = check(root.path(), &[]);
    assert_eq!(code, 0);
    assert_eq!(told_of(&report), ["variable-unset TOKEN", "env-file-optional local.env"]);
    let message = report["gaps"][0]["message"].as_str().unwrap();
    assert_eq!(message, "whether TOKEN is set nobody knows: local.env, which is not here, may have it");
}

#[test]
fn diff_loads_a_fragment_as_check_does() {
    // The only base there is does not go with it: docker refuses both together.
    let base = "services:\n  web:\n    image: nginx:1\n    network_mode: host\n";
    let part = "services:\n  web:\n    networks: [inner]\n    privileged: true\nnetworks:\n  inner: {}\n";
    let root = tree(&[("compose.yaml", base), ("deploy/compose.prod.yaml", part)]);
    let (code, report) = check(root.path(), &["--rule", "compose/service-privileged"]);
    let files = ["compose.yaml", "deploy/compose.prod.yaml"].map(|path| vec![path]);
    let projects = report["projects"].as_array().unwrap().iter();
    let judged: Vec<Vec<&str>> =
        projects.map(|one| one["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect()).collect();
    assert_eq!((code, severities(&report), judged), (0, vec![], files.to_vec()), "{report}");
    let (code, out, told) = run(root.path(), &["diff", "compose.yaml", "prod"]);
    assert!(code == Some(0) && out.contains("privileged: none -> privileged: true"), "{code:?} {out} {told}");
}
