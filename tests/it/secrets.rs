//! Secrets planted in a project: each is noted at its place, and none is left in the model or in what reports may show.
//! Values that look live are put together here, never written down.

use std::fs;

use plimsoll_check::{self as check, Scope};
use plimsoll_loader::discover::{self, Selection};
use plimsoll_loader::disk::DiskFiles;
use plimsoll_loader::normalize::project::Loaded;
use plimsoll_model::{Origins, Project, SecretClass, SecretKind};
use plimsoll_source::Sources;

/// Loads a directory of these files.
fn load(files: &[(&str, String)], show_secrets: bool) -> (Vec<Loaded>, Sources) {
    let directory = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("written");
    }
    let files = DiskFiles::new(directory.path()).expect("the directory is there");
    let found = discover::candidates(&files, &[".".to_owned()], &Selection::default());
    let sources = Sources::default();
    let scope = Scope { show_secrets, ..crate::shared::scope() };
    let (loaded, problems) = check::projects(&found, &scope, &files, &sources);
    assert!(problems.is_empty(), "{problems:?}");
    (loaded, sources)
}

/// What of a project anybody may come to see.
fn shown(loaded: &[Loaded], sources: &Sources) -> String {
    let models: Vec<String> = loaded.iter().map(|l| serde_json::to_string(&l.project).expect("JSON")).collect();
    let texts: Vec<String> = sources.all().into_iter().map(|(id, _)| sources.show_file(id).into_inner()).collect();
    format!("{}\n{}", models.join("\n"), texts.join("\n"))
}

fn token() -> String {
    format!("{}_{}", "ghp", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fJ3lM6")
}

fn key() -> String {
    let body = "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu";
    format!("-----BEGIN {kind} PRIVATE KEY-----\n{body}\n{body}\n-----END {kind} PRIVATE KEY-----", kind = "RSA")
}

/// A project with secrets in every kind of place, and the values.
fn planted() -> (Vec<(&'static str, String)>, Vec<String>) {
    let indented = key().replace('\n', "\n        ");
    let compose = format!(
        r#"# deployed with {token}
x-shared: &shared
  API_TOKEN: plant-a-b7c9e1
services:
  db:
    image: postgres:17.2
    environment:
      <<: *shared
      POSTGRES_USER: app
      POSTGRES_PASSWORD: ${{DB_PASSWORD:-plant-b-b7c9e1}}
      DATABASE_URL: "postgres://app:plant-c-b7c9e1@db/app"
      CLIENT_SECRET: ${{FROM_DOTENV}}
      APP_MATERIAL: |
        {indented}
    command: ["postgres", "--password", "plant-d-b7c9e1"]
    healthcheck:
      test: mysqladmin ping -uroot -pplant-e-b7c9e1
    labels:
      org.example.note: "{token}"
  app:
    build:
      context: .
      args:
        NPM_TOKEN: plant-f-b7c9e1
    env_file: app.env
    post_start:
      - command: ["sh", "-c", "curl -u me:plant-g-b7c9e1 http://x"]
    logging:
      driver: splunk
      options: {{splunk-token: plant-h-b7c9e1}}
configs:
  ini:
    content: |
      level = info
      password = plant-i-b7c9e1
"#,
        token = token()
    );
    let dockerfile = format!(
        r#"FROM alpine:3.21
ARG SIGNING_KEY=plant-j-b7c9e1
ENV APP_HOME=/srv \
    SESSION_SECRET="plant-k-b7c9e1"
RUN curl -H "Authorization: Bearer plant-l-b7c9e1" \
    https://api.example.org/v1
RUN <<EOF
echo {token}
export DB_PASSWORD='plant-m-b7c9e1'
EOF
HEALTHCHECK CMD ["redis-cli", "-a", "plant-n-b7c9e1", "ping"]
LABEL org.example.api-token=plant-o-b7c9e1
"#,
        token = token()
    );
    let env = "AMQP_URL=amqp://me:plant-p-b7c9e1@mq\nSMTP_PASSWORD='plant q b7c9e1'\n".to_owned();
    let dotenv = "FROM_DOTENV=plant-r-b7c9e1\n".to_owned();
    let mut values: Vec<String> = "abcdefghijklmnop".chars().map(|c| format!("plant-{c}-b7c9e1")).collect();
    values.extend(["plant q b7c9e1".to_owned(), token(), key().lines().nth(1).expect("a line").to_owned()]);
    let files = vec![("compose.yaml", compose), ("Dockerfile", dockerfile), ("app.env", env), (".env", dotenv)];
    (files, values)
}

#[test]
fn no_planted_secret_is_left() {
    let (files, values) = planted();
    let (loaded, sources) = load(&files, false);
    let shown = shown(&loaded, &sources);
    let left: Vec<&String> = values.iter().filter(|v| shown.contains(v.as_str())).collect();
    assert!(left.is_empty(), "{left:?}");
    // What a variable brought in is out of the service, too, although its own line has a harmless name.
    let model = serde_json::to_string(&loaded[0].project).expect("JSON");
    assert!(!model.contains(r#""CLIENT_SECRET":"plant-r-b7c9e1""#));
    assert!(model.contains("postgres:17.2") && model.contains("/srv"), "what is no secret stays");
}

#[test]
fn secrets_stay_when_they_are_asked_for() {
    let (files, values) = planted();
    let (loaded, _) = load(&files, true);
    let model = serde_json::to_string(&loaded[0].project).expect("JSON");
    let gone: Vec<&String> = values.iter().filter(|v| !model.contains(v.as_str())).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

fn line_of(project: &Project, origins: &Origins, sources: &Sources, index: usize) -> String {
    let origin = origins.get(&project.secret_candidates[index].at).expect("an origin");
    let location = sources.location(origin.span);
    format!("{}:{}", location.path, location.start.line)
}

#[test]
fn candidates_say_what_and_where() {
    let (files, _) = planted();
    let (loaded, sources) = load(&files, false);
    let Loaded { project, origins, .. } = &loaded[0];
    let find = |holder: &str| {
        let all = &project.secret_candidates;
        let index = all.iter().position(|c| c.holder.as_str() == holder);
        let index = index.unwrap_or_else(|| panic!("nothing at {holder}"));
        (&all[index], line_of(project, origins, &sources, index))
    };
    for (holder, kind, class, line) in [
        ("/services/db/environment/API_TOKEN", SecretKind::Named, SecretClass::Literal, "compose.yaml:3"),
        (
            "/services/db/environment/POSTGRES_PASSWORD",
            SecretKind::Named,
            SecretClass::DefaultLiteral,
            "compose.yaml:10",
        ),
        ("/services/db/environment/DATABASE_URL", SecretKind::UrlPassword, SecretClass::Literal, "compose.yaml:11"),
        ("/services/db/environment/CLIENT_SECRET", SecretKind::Named, SecretClass::Reference, "compose.yaml:12"),
        ("/services/db/command", SecretKind::CommandLine, SecretClass::Literal, "compose.yaml:18"),
        ("/services/db/healthcheck/test", SecretKind::CommandLine, SecretClass::Literal, "compose.yaml:20"),
        ("/services/app/build/args/NPM_TOKEN", SecretKind::Named, SecretClass::Literal, "compose.yaml:27"),
        ("/services/app/environment/AMQP_URL", SecretKind::UrlPassword, SecretClass::Reference, "app.env:1"),
        ("/builds/Dockerfile/stages/0/instructions/0/pairs/0", SecretKind::Named, SecretClass::Literal, "Dockerfile:2"),
        ("/builds/Dockerfile/stages/0/instructions/1/pairs/1", SecretKind::Named, SecretClass::Literal, "Dockerfile:4"),
        ("/builds/Dockerfile/stages/0/instructions/2", SecretKind::AuthHeader, SecretClass::Literal, "Dockerfile:5"),
    ] {
        let (candidate, place) = find(holder);
        assert_eq!((candidate.kind, candidate.class, place.as_str()), (kind, class, line), "{holder}");
    }
    let (label, _) = find("/services/db/labels/org.example.note");
    assert_eq!((label.kind, label.provider), (SecretKind::Token, Some("github")));
    assert_eq!(label.redacted, "ghp_… (40 characters)");
    let in_build =
        |c: &&plimsoll_model::SecretCandidate| c.provider.is_some() && c.holder.as_str().starts_with("/builds/");
    let heredoc = project.secret_candidates.iter().find(in_build);
    assert_eq!(heredoc.map(|c| c.group), Some(label.group), "the same value, the same group");
}

#[test]
fn common_words_are_only_taken_out_where_they_are_secret() {
    let compose = "services:\n  db:\n    image: postgres:17.2\n    environment:\n      POSTGRES_USER: postgres\n      POSTGRES_PASSWORD: postgres\n";
    let (loaded, _) = load(&[("compose.yaml", compose.to_owned())], false);
    let model = serde_json::to_value(&loaded[0].project).expect("JSON");
    let service = &model["services"]["db"];
    assert_eq!(service["image"], "postgres:17.2");
    assert_eq!(service["environment"]["POSTGRES_USER"], "postgres");
    assert_eq!(service["environment"]["POSTGRES_PASSWORD"], "***");
    assert_eq!(service["facts"]["environment"]["POSTGRES_PASSWORD"]["value"], "***");
    assert_eq!(model["secret_candidates"][0]["weak"], "user-name");
}

#[test]
fn an_inline_dockerfile_ends_with_its_scalar() {
    let compose = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n        CMD x --password plant-i-b7c9e1\n  b:\n    image: c:1\n    command: y --password plant-o-b7c9e1\n";
    let (loaded, _) = load(&[("compose.yaml", compose.to_owned())], false);
    let holders: Vec<&str> = loaded[0].project.secret_candidates.iter().map(|c| c.holder.as_str()).collect();
    assert_eq!(holders, ["/services/b/command", "/builds/compose.yaml#a/stages/0/instructions/0"]);
}

#[test]
fn a_secret_that_goes_on_behind_a_continuation_is_hidden() {
    let token = token();
    let (head, tail) = token.split_at(12);
    let dockerfile = format!(
        "FROM scratch\nENV A={head}\\\n{tail} B_PASSWORD=plant\\\n-p-b7\\\nc9e1\nRUN curl -u me:plant\\\n# why\n\n-q-d8e9 http://x\n\
         CMD [\"x\", \"--password\", \"pla\\\nnt-r-a1b2\"]\nLABEL x=y\n"
    );
    let (loaded, sources) = load(&[("Dockerfile", dockerfile)], false);
    let all = shown(&loaded, &sources);
    for part in [head, tail, "plant", "-p-b7", "c9e1", "-q-d8e9", "nt-r-a1b2"] {
        assert!(!all.contains(part), "{part}: {all}");
    }
}

/// What a Compose secret is made of is one, whatever its variable is called.
#[test]
fn the_variable_of_a_secret_is_hidden_under_any_name() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join(".git")).unwrap();
    let word = ["Zx73", "env73"].join(" ");
    let compose =
        "services:\n  web:\n    image: web:1\n    secrets: [stripe]\nsecrets:\n  stripe:\n    environment: STRIPE\n";
    let files = [("compose.yaml", compose.to_owned()), (".env", format!("STRIPE='{word}'\n"))];
    for (path, text) in &files {
        std::fs::write(root.path().join(path), text).unwrap();
    }
    for arguments in
        [&["check", "--set", "all", "-o", "text"][..], &["check", "--set", "all", "-o", "html"], &["model"]]
    {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        let done = command.args(arguments).current_dir(root.path()).output().unwrap();
        let shown = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        assert!(shown.contains("STRIPE") && !shown.contains(&word), "{arguments:?}: {shown}");
    }
}
