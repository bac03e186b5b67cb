//! Tests of what each kind of source says.

use super::*;
use plimsoll_source::files::MemoryFiles;

/// What a file says beside others: each way with its place.
fn said(path: &str, text: &str, others: &[&str]) -> (Vec<String>, Vec<String>) {
    let files = MemoryFiles::new(
        others.iter().map(|path| ((*path).to_owned(), String::new())).chain([(path.to_owned(), text.to_owned())]),
    );
    let (ways, problems) = find(&[path.to_owned()], &files, &|path| path.starts_with("out/"));
    assert!(problems.iter().all(|problem| problem.code == "bake-not-followed"));
    let compose = ways.compose.iter().map(|way| {
        let start = &way.start;
        let mut shown = format!("{}:{} {}", way.said[0].source, way.said[0].line, start.files.join(" "));
        for (what, value) in [
            ("in", start.directory.clone()),
            ("from", start.project_directory.clone().unwrap_or_default()),
            ("env", start.env_files.join(",")),
            ("profiles", start.profiles.join(",")),
            ("name", start.project_name.clone().unwrap_or_default()),
        ] {
            if !value.is_empty() && value != "." {
                shown.push_str(&format!(" {what} {value}"));
            }
        }
        shown
    });
    let builds = ways.builds.iter().map(|way| {
        let start = &way.start;
        let context = start.context.as_deref().unwrap_or("-");
        let mut shown = format!("{}:{} {} {context}", way.said[0].source, way.said[0].line, start.dockerfile);
        shown.extend(start.target.iter().map(|target| format!(" {target}")));
        shown.extend(start.args.iter().map(|(k, v)| format!(" {k}={}", v.as_deref().unwrap_or("?"))));
        shown.extend(start.contexts.iter().map(|(k, v)| format!(" {k}->{v}")));
        shown
    });
    (compose.collect(), builds.collect())
}

const FILES: [&str; 6] =
    ["compose.yaml", "compose.prod.yaml", "deploy/base.yml", "deploy/tls.yml", "out/stack.yml", "Dockerfile"];

fn composed(path: &str, text: &str) -> Vec<String> {
    said(path, text, &FILES).0
}

fn built(path: &str, text: &str) -> Vec<String> {
    said(path, text, &["Dockerfile", "api/Dockerfile", "api/prod.Dockerfile", "Dockerfile.dev", "lib/x"]).1
}

#[test]
fn calls_of_compose_are_read_with_their_options() {
    for (line, expected) in [
        ("docker compose -f compose.yaml -f compose.prod.yaml up -d", "compose.yaml compose.prod.yaml"),
        (
            "sudo docker-compose --file=deploy/base.yml -p demo --profile tls up",
            "deploy/base.yml profiles tls name demo",
        ),
        ("cd deploy && docker compose -f base.yml -f tls.yml pull", "deploy/base.yml deploy/tls.yml in deploy"),
        ("COMPOSE_FILE=compose.yaml:deploy/tls.yml docker compose up", "compose.yaml deploy/tls.yml"),
        ("COMPOSE_ENV_FILES=a.env,b.env docker compose -f compose.yaml up", "compose.yaml env a.env,b.env"),
        ("docker --context prod stack deploy -c compose.prod.yaml app", "compose.prod.yaml"),
        ("docker compose --project-directory . -f deploy/base.yml up", "deploy/base.yml"),
        ("DC='docker compose -f compose.yaml -f deploy/tls.yml'", "compose.yaml deploy/tls.yml"),
        ("docker compose -f compose.yaml -f deploy/tls.yml \"$@\"", "compose.yaml deploy/tls.yml"),
        ("docker compose -p <project name> -f compose.yaml up", "compose.yaml"),
        (
            "git clone https://x.example/y/shop.git\ncd shop/deploy\ndocker compose -f base.yml up",
            "deploy/base.yml in deploy",
        ),
        ("docker compose up", ""),
        ("docker compose logs -f web", ""),
    ] {
        let number = 1 + line.matches('\n').count();
        assert_eq!(composed("run.sh", line), [format!("script:{number} {expected}")], "{line}");
    }
    assert_eq!(composed("deploy/bin/x/up.sh", "docker compose -f base.yml up"), ["script:1 deploy/base.yml in deploy"]);
}

#[test]
fn what_is_not_known_or_not_there_is_no_way() {
    for line in [
        "docker compose -f $FILE up",
        "docker compose $ARGS up",
        "docker compose \"$@\"",
        "docker compose -f compose.yaml $ARGS",
        "docker compose version",
        "docker compose -f compose.yaml -f deploy/tls.yml down",
        "docker compose --project-name a ls",
        "docker compose -f compose.yaml -f missing.yml up",
        "docker compose -f out/stack.yml up",
        "docker compose -f - up",
        "docker compose -f /etc/compose.yaml up",
        "docker compose -f ../compose.yaml up",
        "docker compose -f {{ file }} up",
        "echo docker compose -f compose.yaml up",
        "# docker compose -f compose.yaml up",
        "docker ps -f compose.yaml",
    ] {
        assert_eq!(composed("run.sh", line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn calls_of_build_are_read_with_their_options() {
    for (line, expected) in [
        ("docker build -t x .", "Dockerfile ."),
        ("docker build api", "api/Dockerfile api"),
        (
            "docker buildx build --platform a,b --target run -f api/prod.Dockerfile --build-arg A=1 --build-arg B=$B .",
            "api/prod.Dockerfile . run A=1 B=?",
        ),
        (
            "docker build . --file Dockerfile.dev --build-context lib=./lib --build-context b=docker-image://x:1",
            "Dockerfile.dev . b->docker-image://x:1 lib->lib",
        ),
        ("podman build -fapi/prod.Dockerfile $DIR", "api/prod.Dockerfile -"),
    ] {
        assert_eq!(built("run.sh", line), [format!("script:1 {expected}")], "{line}");
    }
    for line in [
        "docker build - < Dockerfile",
        "docker build $ARGS .",
        "docker build --target $T .",
        "docker build nowhere",
        "docker build -f api/prod.Dockerfile https://x.example/y.git#main:api",
    ] {
        assert_eq!(built("run.sh", line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn every_kind_of_source_is_read() {
    let call = "docker compose -f compose.yaml -f compose.prod.yaml up";
    for (path, text, expected) in [
        (
            "Makefile",
            "F = -f compose.yaml -f compose.prod.yaml\nup: ## run\n\t@docker compose $(F) \\\n\t  up\n".to_owned(),
            "makefile:3",
        ),
        ("justfile", format!("set shell := [\"sh\"]\nup:\n  @{call}\n"), "justfile:3"),
        (
            "Taskfile.yml",
            format!("version: '3'\ntasks:\n  up:\n    cmds:\n      - task: x\n      - {call}\n"),
            "taskfile:6",
        ),
        ("package.json", format!("{{\n \"scripts\": {{\n  \"up\": \"{call}\"\n }}\n}}"), "package-script:3"),
        (".gitlab-ci.yml", format!("a:\n  script:\n    - {call}\n"), "gitlab-ci:3"),
        (
            ".github/workflows/ci.yml",
            format!("jobs:\n  a:\n    steps:\n      - run: |\n          x\n          {call}\n"),
            "workflow:6",
        ),
        ("docs/README.md", format!("Text {call}\n\n```sh\n$ {call}\n```\n"), "markdown:4"),
        (".env.example", "A=1\nCOMPOSE_FILE=compose.yaml:compose.prod.yaml\n".to_owned(), "env-sample:2"),
        (
            ".devcontainer/devcontainer.json",
            "{\n // files\n \"dockerComposeFile\": [\"../compose.yaml\", \"../compose.prod.yaml\",],\n}".to_owned(),
            "devcontainer:3",
        ),
    ] {
        let mut found = composed(path, &text);
        assert_eq!(found.len(), 1, "{path}: {found:?}");
        let place = if path.starts_with(".dev") { " in .devcontainer" } else { "" };
        assert_eq!(found.remove(0), format!("{expected} compose.yaml compose.prod.yaml{place}"), "{path}");
    }
}

#[test]
fn blocks_of_other_languages_and_open_ends_say_nothing() {
    let call = "docker compose -f compose.yaml up";
    for text in [format!("```yaml\n{call}\n```\n"), format!("```sh\n{call}\n"), format!("`{call}`\n")] {
        assert_eq!(composed("README.md", &text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(composed("README.md", &format!("  ```powershell\n  {call}\n  ```\n")).len(), 1);
}

#[test]
fn images_are_built_as_actions_containers_and_bake_say() {
    let action = "jobs:\n a:\n  steps:\n   - uses: docker/build-push-action@v6\n     with:\n      context: api\n      file: api/prod.Dockerfile\n      target: run\n      build-args: |\n        A=1\n        B=${{ x }}\n";
    assert_eq!(built(".github/workflows/a.yml", action), ["workflow:4 api/prod.Dockerfile api run A=1 B=?"]);
    let container =
        "{\"build\": {\"dockerfile\": \"../Dockerfile.dev\", \"context\": \"..\", \"args\": {\"A\": \"1\"}}}";
    assert_eq!(built(".devcontainer/devcontainer.json", container), ["devcontainer:1 Dockerfile.dev . A=1"]);
    let bake = "variable \"TAG\" { default = \"1\" }\nvariable \"N\" { default = null }\n\
        group \"default\" { targets = [\"api\", \"web\"] }\n\
        target \"_all\" {\n  args = { A = \"v${TAG}\", B = N, C = upper(\"x\") }\n}\n\
        target \"api\" {\n  inherits = [\"_all\"]\n  context = \"api\"\n  dockerfile = \"prod.Dockerfile\"\n  target = \"run\"\n  contexts = { base = \"target:web\" }\n}\n\
        target \"web\" {\n}\n";
    let expected = ["bake:14 Dockerfile .", "bake:7 api/prod.Dockerfile api run A=v1 B=? C=X base->target:web"];
    assert_eq!(built("docker-bake.hcl", bake), expected);
    let json = r#"{"variable": {"T": {"default": "9"}}, "target": {"api": {"context": "api", "args": {"A": "${T}", "B": "${X}"}}}}"#;
    assert_eq!(built("docker-bake.json", json), ["bake:1 api/Dockerfile api A=9 B=?"]);
}

#[test]
fn bake_files_are_followed_through_functions_and_matrices() {
    let bake = "variable \"OS\" { default = \"a\" }\nvariable \"FULL\" { default = \"${OS}-${lower(\"B\")}\" }\n\
        function \"tag\" {\n  params = [name]\n  variadic_params = more\n  result = \"${name}:${join(\".\", more)}\"\n}\n\
        group \"default\" { targets = [\"api\"] }\n\
        target \"api\" {\n  name = \"api-${item.to}\"\n  matrix = { item = [{to = \"run\", v = 1}, {to = \"dev\", v = 2}] }\n  \
        context = \"api\"\n  target = item.to\n  args = { V = tag(FULL, item.v, 0), W = OS == \"a\" ? \"x\" : \"y\", T = timestamp() }\n  \
        contexts = { base = \"target:base\" }\n}\n\
        target \"base\" { args = { H = <<EOF\nb\nEOF\n } }\n";
    let expected = [
        "bake:9 api/Dockerfile api dev T=? V=a-b:2.0 W=x base->target:base",
        "bake:9 api/Dockerfile api run T=? V=a-b:1.0 W=x base->target:base",
        "bake:17 Dockerfile . H=b\n",
    ];
    let mut found = built("docker-bake.hcl", bake);
    found.sort();
    let mut wanted = expected.map(str::to_owned);
    wanted.sort();
    assert_eq!(found, wanted);
    let json = r#"{"variable": {"T": {"default": "9"}}, "target": {"api": {"name": "a${x}", "matrix": {"x": ["1", "2"]}, "context": "${lower(\"API\")}", "args": {"A": "${T}${x}"}}}}"#;
    assert_eq!(built("docker-bake.json", json), ["bake:1 api/Dockerfile api A=91", "bake:1 api/Dockerfile api A=92"]);
}

#[test]
fn what_another_target_makes_is_built_upon() {
    let bake = "target \"api\" {\n context = \"api\"\n contexts = { base = \"target:web\" }\n}\ntarget \"web\" { contexts = { base = \"target:api\" } }";
    let files = ["Dockerfile", "api/Dockerfile"].map(|path| (path.to_owned(), String::new()));
    let files = MemoryFiles::new(files.into_iter().chain([("docker-bake.hcl".to_owned(), bake.to_owned())]));
    let (ways, _) = find(&["docker-bake.hcl".to_owned()], &files, &|_| false);
    let api = ways.builds.iter().find(|way| way.start.dockerfile == "api/Dockerfile").expect("api is built");
    assert_eq!(api.start.built["base"].dockerfile, "Dockerfile");
    // Those that wait for each other are an end of their own.
    let depth = std::iter::successors(Some(&api.start), |way| way.built.get("base").map(|other| &**other)).count();
    assert!(depth < 20, "{depth}");
}

#[test]
fn what_others_inherit_is_built_where_it_says_what() {
    let bake = "target \"common\" { args = { A = \"1\" } }\n\
                target \"_base\" { target = \"base\" }\n\
                target \"api\" {\n inherits = [\"common\"]\n context = \"api\"\n tags = [\"api:1\"]\n}\n\
                target \"dev\" {\n inherits = [\"api\", \"_base\"]\n}\n";
    let expected = ["bake:3 api/Dockerfile api A=1", "bake:8 api/Dockerfile api base A=1"];
    assert_eq!(built("docker-bake.hcl", bake), expected);
}

#[test]
fn what_a_makefile_adds_to_a_variable_counts() {
    let added = |text: &str| composed("Makefile", &format!("{text}\nup:\n\tdocker compose $(F) up\n"));
    let way = |line: u32| [format!("makefile:{line} compose.yaml compose.prod.yaml")];
    assert_eq!(added("F := -f compose.yaml\nF += -f compose.prod.yaml"), way(4));
    assert_eq!(added("F += -f compose.yaml -f compose.prod.yaml # both"), way(3));
    // Nobody knows whether the condition holds.
    assert_eq!(added("F = -f compose.yaml\nifdef TLS\nF += -f compose.prod.yaml\nendif"), Vec::<String>::new());
    assert_eq!(added("F = -f compose.yaml\nF += $(shell tls)"), Vec::<String>::new());
}

#[test]
fn bake_files_that_grow_without_end_are_left() {
    let doubling: String = (1..40)
        .map(|n| {
            format!("function \"f{n}\" {{\n params = [x]\n result = \"${{f{m}(x)}}${{f{m}(x)}}\"\n}}\n", m = n - 1)
        })
        .collect();
    let first = "function \"f0\" {\n params = [x]\n result = \"\"\n}\n";
    let list: String =
        (1..40).map(|n| format!("variable \"V{n}\" {{ default = [V{m}, V{m}] }}\n", m = n - 1)).collect();
    let texts = [
        format!("{first}{doubling}target \"a\" {{ args = {{ A = f39(\"x\") }} }}\n"),
        format!("variable \"V0\" {{ default = \"x\" }}\n{list}target \"a\" {{ args = {{ A = join(\"\", V39) }} }}\n"),
        format!("target \"a\" {{ args = {{ A = replace(\"{0}\", \"\", \"{0}\") }} }}\n", "x".repeat(50_000)),
        format!("target \"a\" {{ args = {{ A = join(\"{}\", [{}]) }} }}\n", "x".repeat(50_000), "1,".repeat(30_000)),
    ];
    for text in texts {
        assert_eq!(built("docker-bake.hcl", &text).first().and_then(|way| way.split(' ').nth(3)), Some("A=?"));
    }
}

#[test]
fn what_cannot_be_followed_of_a_bake_file_is_told() {
    let told = |path: &str, text: &str| {
        let files = [(path.to_owned(), text.to_owned()), ("Dockerfile".to_owned(), String::new())];
        let (ways, problems) = find(&[path.to_owned()], &MemoryFiles::new(files), &|_| false);
        assert!(ways.builds.is_empty(), "{text}");
        problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
    };
    for (text, expected) in [
        (
            "variable \"F\" {}\n\ntarget \"a\" { dockerfile = F }",
            "the target a (docker-bake.hcl:3) is not followed: its dockerfile hangs on F",
        ),
        (
            "target \"a\" { context = pathexpand(\"~\") }",
            "the target a (docker-bake.hcl:1) is not followed: its context hangs on pathexpand()",
        ),
        (
            "target \"a\" {\n name = \"x${y}\"\n matrix = {x = [1]}\n}",
            "the target a (docker-bake.hcl:1) is not followed: its name hangs on y",
        ),
        (
            "target \"a\" {\n name = \"x\"\n matrix = {x = y}\n}",
            "the target a (docker-bake.hcl:1) is not followed: its matrix hangs on y",
        ),
        (
            "target \"a\" { dockerfile-inline = \"FROM x\" }",
            "the target a (docker-bake.hcl:1) is not followed: its Dockerfile is written in the bake file",
        ),
        (
            "target \"a\" { context = \"https://u:p@x.example/y.git\" }",
            "the target a (docker-bake.hcl:1) is not followed: its context is on another machine (https://***@x.example/y.git)",
        ),
        ("\ntarget \"a\" {", "docker-bake.hcl is not followed: it is no HCL at line 2"),
    ] {
        assert_eq!(told("docker-bake.hcl", text), [expected], "{text}");
    }
    assert!(told("other.hcl", "target \"a\" {").is_empty());
    assert_eq!(told("docker-bake.json", "[\"target\"]"), ["docker-bake.json is not followed: it is no JSON object"]);
}

#[test]
fn hostile_sources_say_nothing_and_end() {
    let deep = format!("target \"a\" {{ args = {}1{} }}", "[".repeat(50_000), "]".repeat(50_000));
    let unary = format!("target \"a\" {{ context = {}1 }}", "!".repeat(100_000));
    let nested = format!("docker build {}", "$(".repeat(50_000));
    for (path, text) in [
        ("docker-bake.hcl", deep.as_str()),
        ("docker-bake.hcl", unary.as_str()),
        (
            "docker-bake.hcl",
            "target \"a\" { inherits = [\"b\"] }\ntarget \"b\" { inherits = [\"a\"]\n context = \"nowhere\" }",
        ),
        ("docker-bake.json", "[]"),
        ("run.sh", nested.as_str()),
        ("Makefile", "A = $(A)$(A)\nB = $(B)\nx:\n\tdocker compose -f $(A) up \\"),
        ("devcontainer.json", "{\"dockerComposeFile\": [1, {}]}"),
        ("README.md", "```\ndocker compose -f"),
    ] {
        let (compose, builds) = said(path, text, &FILES);
        assert!(compose.is_empty() && builds.is_empty(), "{path}");
    }
}

#[test]
fn equal_ways_are_one_and_the_most_named_comes_first() {
    let texts = [
        ("a.sh", "docker compose -f compose.prod.yaml up\ndocker compose -f compose.yaml -f compose.prod.yaml up\n"),
        ("b/b.sh", "docker compose -f compose.yaml -f compose.prod.yaml logs\n"),
    ];
    let others = FILES.iter().map(|path| ((*path).to_owned(), String::new()));
    let files = MemoryFiles::new(others.chain(texts.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned()))));
    let paths = texts.map(|(path, _)| path.to_owned());
    let (ways, _) = find(&paths, &files, &|_| false);
    let found: Vec<(usize, usize)> = ways.compose.iter().map(|way| (way.count, way.start.files.len())).collect();
    assert_eq!(found, [(2, 2), (1, 1)]);
    let places: Vec<String> = ways.compose[0].said.iter().map(|said| format!("{}:{}", said.path, said.line)).collect();
    assert_eq!(places, ["a.sh:2", "b/b.sh:1"]);
}

#[test]
fn there_is_an_end_to_ways() {
    let lines: String = (0..=MAX_WAYS).map(|i| format!("docker compose -f {i}.yml up\n")).collect();
    let files = (0..=MAX_WAYS).map(|i| (format!("{i}.yml"), String::new()));
    let files = MemoryFiles::new(files.chain([("run.sh".to_owned(), lines)]));
    let (ways, problems) = find(&["run.sh".to_owned()], &files, &|_| false);
    assert_eq!(ways.compose.len(), MAX_WAYS);
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["too-many-ways"]);
}

/// Files that say the same again and again, by aliases, variables or inheritance, or that a reader would look through once for each of their bytes.
fn bombs() -> Vec<(&'static str, String)> {
    let calls = "docker compose -f compose.yaml up; ".repeat(300);
    let many = |n: usize, line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let doubled = |line: &dyn Fn(usize) -> String| many(60, line);
    vec![
        (
            "docker-bake.hcl",
            "group \"g\" { targets = [\"a\"] }\ntarget \"a\" { inherits = [\"a\", \"a\", \"a\", \"a\", \"a\", \"a\", \"a\"] }\n".to_owned(),
        ),
        (
            "docker-bake.hcl",
            many(20, &|i| format!("target \"t{i}\" {{ inherits = [{}] }}\n", format!("\"t{}\", ", i + 1).repeat(8))),
        ),
        (
            "docker-bake.hcl",
            format!(
                "variable \"V0\" {{ default = \"xxxxxxxx\" }}\n{}target \"a\" {{ args = {{ A = V59 }} }}\n",
                doubled(&|i| format!("variable \"V{}\" {{ default = \"${{V{i}}}${{V{i}}}\" }}\n", i + 1))
            ),
        ),
        (
            "docker-bake.json",
            format!(
                "{{\"variable\": {{\"V\": {{\"default\": \"{}\"}}}}, \"target\": {{\"a\": {{\"args\": {{\"A\": \"{}\"}}}}}}}}",
                "x".repeat(20_000),
                "${V}".repeat(6_000)
            ),
        ),
        ("docker-bake.hcl", format!("target \"a\" {{ context = {}\".\"{} }}\n", "(".repeat(20_000), ")".repeat(20_000))),
        ("Makefile", format!("up:\n\tdocker compose \\\n{}", "\\\n".repeat(12_000))),
        ("Makefile", format!("# docker\nX={}\n", "$(".repeat(12_000))),
        ("Makefile", format!("# docker\n{}", format!("X={}\n", "$(".repeat(2_000)).repeat(50))),
        (
            "Makefile",
            format!(
                "V0=docker compose up\n{}up:\n{}",
                doubled(&|i| format!("V{}=$(V{i})$(V{i})\n", i + 1)),
                "\tdocker $(V9)\n".repeat(2_000)
            ),
        ),
        ("justfile", format!("# docker\nx := \"{}\"\n", "{{".repeat(12_000))),
        (
            "Taskfile.yml",
            format!(
                "docker: &v {{{}}}\ntasks:\n{}",
                many(2_000, &|i| format!("a{i}: b, ")),
                many(2_000, &|i| format!("  t{i}: {{vars: *v}}\n"))
            ),
        ),
        ("Taskfile.yml", format!("x: &v \"{calls}\"\ntasks:\n{}", many(2_000, &|i| format!("  t{i}: {{cmd: *v}}\n")))),
        (".github/workflows/a.yml", format!("x: &v \"{calls}\"\njobs:\n{}", "- {run: *v}\n".repeat(2_000))),
        (
            ".github/workflows/a.yml",
            format!(
                "x: &w\n  build-args: |\n{}jobs:\n{}",
                many(2_000, &|i| format!("    a{i}=b\n")),
                "- {uses: docker/build-push-action@v6, with: *w}\n".repeat(1_500)
            ),
        ),
        (
            ".gitlab-ci.yml",
            format!(
                "x: &v \"{calls}\"\ny: &l [{}]\n{}",
                "*v, ".repeat(2_000),
                many(1_500, &|i| format!("j{i}: {{script: *l}}\n"))
            ),
        ),
        (
            ".gitlab-ci.yml",
            format!(
                "docker: &l [{}]\n{}",
                "[], ".repeat(20_000),
                many(2_000, &|i| format!("j{i}: {{script: *l}}\n"))
            ),
        ),
        (
            "package.json",
            format!("{{\"x\": &v \"{calls}\", \"scripts\": {{{}}}}}", many(2_000, &|i| format!("\"s{i}\": *v, "))),
        ),
    ]
}

#[test]
fn what_a_file_says_grows_with_the_file() {
    for (path, text) in bombs() {
        // A file beside it is read whatever that one is.
        let others = [("up.sh".to_owned(), "docker compose -f compose.yaml up\n".to_owned())];
        let beside = FILES.map(|path| (path.to_owned(), String::new())).into_iter().chain(others);
        let files = MemoryFiles::new(beside.chain([(path.to_owned(), text)]));
        let (ways, problems) = find(&[path.to_owned(), "up.sh".to_owned()], &files, &|_| false);
        assert!(problems.iter().all(|problem| problem.code == "bake-not-followed"), "{path}: {problems:?}");
        assert!(ways.compose.iter().any(|way| way.start.files == ["compose.yaml"]), "{path}");
        let sizes = ways.builds.iter().flat_map(|way| way.start.args.values().flatten()).map(String::len);
        assert!(sizes.sum::<usize>() <= 8 << 20, "{path}");
    }
}

#[test]
fn a_line_that_is_too_long_with_its_variables_is_no_call() {
    let long = "-f compose.yaml ".repeat(2_000);
    for text in [format!("up:\n\tdocker compose {long} up\n"), format!("F = {long}\nup:\n\tdocker compose $(F) up\n")] {
        assert_eq!(composed("Makefile", &text), Vec::<String>::new());
    }
}
