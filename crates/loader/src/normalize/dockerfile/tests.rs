//! Tests of builds: a Dockerfile with its context to facts of the model.

use serde_json::{Value, json};

use super::*;
use crate::document::text::Mapped;
use crate::load;
use crate::normalize::shell;
use plimsoll_model::KnownImage;
use plimsoll_source::files::MemoryFiles;

struct Made {
    sources: Sources,
    build: Build,
    value: Value,
    origins: Origins,
    problems: Vec<Problem>,
}

fn make_of(texts: &[(&str, &str)], change: impl Fn(&mut BuildRequest)) -> Made {
    let files = MemoryFiles::new(texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let sources = Sources::default();
    let mut request = BuildRequest { key: "Dockerfile".into(), dockerfile: "Dockerfile".into(), ..Default::default() };
    change(&mut request);
    let file = files.read(&request.dockerfile, &sources).expect("a Dockerfile");
    let (document, mut problems) = load::dockerfile::parse(&Mapped::whole(file, &sources.get(file).text));
    let known = KnownImages::new(BTreeMap::from([
        (
            "library/nginx".to_owned(),
            KnownImage { user: Some("root".into()), healthcheck: Some(false), ..Default::default() },
        ),
        ("a/app".to_owned(), KnownImage { user: Some("1000".into()), healthcheck: Some(true), ..Default::default() }),
    ]));
    let mut origins = Origins::default();
    let (build, more) = build(&request, &document, &files, &sources, &known, &mut origins);
    problems.extend(more);
    let value = serde_json::to_value(&build).expect("a build is JSON");
    Made { sources, build, value, origins, problems }
}

fn make(text: &str) -> Made {
    make_of(&[("Dockerfile", text)], |_| {})
}

impl Made {
    /// A value by its pointer below the build.
    fn at(&self, pointer: &str) -> &Value {
        self.value.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is there"))
    }

    /// The text that an address below the build marks.
    fn marked(&self, pointer: &str) -> String {
        let address = Address::parse(&format!("/builds/Dockerfile{pointer}")).expect("a pointer");
        self.sources.slice(self.origins.get(&address).expect(pointer).span)
    }

    fn codes(&self) -> Vec<&str> {
        self.problems.iter().map(|problem| problem.code).collect()
    }
}

/// Every `at` of the build has an origin of its own whose span fits.
fn every_address_has_an_origin(value: &Value, made: &Made) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(at)) = members.get("at") {
                let origin = made.origins.get(&Address::parse(at).expect("a pointer"));
                let origin = origin.unwrap_or_else(|| panic!("{at} has an origin"));
                let text = &made.sources.get(origin.span.file).text;
                assert!(text.get(origin.span.range()).is_some(), "{at} lies in its file");
            }
            members.values().for_each(|value| every_address_has_an_origin(value, made));
        }
        Value::Array(items) => items.iter().for_each(|value| every_address_has_an_origin(value, made)),
        _ => {}
    }
}

const WHOLE: &str = "# syntax=docker/dockerfile:1\nARG V=3 BASE\nfrom a/app:${V} as Build\n# about\nARG X=$V Y\nENV P=/opt Q=\"$X y\"\n\
    WORKDIR $P/src\nCOPY --chown=1:2 . lib/\nRUN --mount=type=cache,target=/c apt-get update && \\\n\n  apt-get install -y \"$Q\"\n\
    FROM nginx@sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc AS unused\nUSER 10:20\n\
    FROM build\nCOPY --from=0 /a /b\nCOPY --from=busybox:1 /a /b\nEXPOSE 80 90/UDP $NO\nVOLUME /d\nLABEL k=$P\nHEALTHCHECK --interval=5s CMD curl -f x\n\
    ENTRYPOINT [\"sh\", \"-c\", \"exec app\"]\nCMD go\nSTOPSIGNAL 9\nONBUILD USER me\nUSER $WHO\n";

#[test]
fn everything_has_a_place() {
    let made = make(WHOLE);
    assert_eq!(made.codes(), [""; 0]);
    every_address_has_an_origin(&made.value, &made);
    for (pointer, text) in [
        ("/stages/0/from", "a/app:${V}"),
        ("/stages/0", "from a/app:${V} as Build"),
        ("/stages/0/instructions/0/pairs/0", "$V"),
        ("/stages/0/instructions/0/pairs/1", "Y"),
        ("/global_args/0", "3"),
        ("/preamble/0/pairs/1", "BASE"),
        ("/stages/0/instructions/1/pairs/1", "\"$X y\""),
        ("/stages/0/instructions/3/flags/0", "--chown=1:2"),
        ("/stages/0/instructions/4/commands/1/args/2", "\"$Q\""),
        ("/stages/2/instructions/2/undefined/0", "$NO"),
        ("/stages/2/instructions/2/exposes/1", "90/UDP"),
        ("/stages/2/instructions/6/commands/1", "exec app"),
        ("/stages/2/instructions/9/trigger", "ONBUILD USER me"),
    ] {
        assert_eq!(made.marked(pointer), text, "{pointer}");
    }
}

/// As BuildKit: a stage is kept in lower case, FROM compares what is written with that, and what takes files from a stage knows no case.
#[test]
fn names_of_stages_and_case() {
    let made = make(
        "FROM a AS Base\nFROM base AS Next\nCOPY --from=BASE /a /b\nRUN --mount=type=bind,from=Base,target=/c ls\n",
    );
    assert_eq!(made.codes(), [""; 0]);
    assert_eq!(*made.at("/stages/1/from/base"), json!({"kind": "stage", "stage": 0}));
    assert_eq!(*made.at("/stages/1/instructions/0/copied/from_stage"), 0);
    assert_eq!(*made.at("/stages/0/used"), true);
    let made = make("FROM a AS Base\nFROM Base\nCOPY x /y\n");
    assert_eq!(made.codes(), ["dockerfile-image"]);
    assert_eq!(*made.at("/stages/1/from/base"), json!({"kind": "unknown"}));
}

#[test]
fn stages_and_their_effects() {
    let made = make(WHOLE);
    for (pointer, want) in [
        ("/directives", json!({"syntax": "docker/dockerfile:1"})),
        ("/target_stage", json!(2)),
        ("/stages/0/used", json!(true)),
        ("/stages/1/used", json!(false)),
        ("/stages/0/name", json!("build")),
        ("/stages/0/from/alias", json!("Build")),
        ("/stages/0/from/keyword_raw", json!("from")),
        ("/stages/0/from/as_raw", json!("as")),
        ("/stages/0/from/base/image/tag", json!("3")),
        ("/stages/0/from/variables", json!(["V"])),
        ("/stages/2/from/base", json!({"kind": "stage", "stage": 0})),
        ("/stages/0/instructions/0/comment", json!("about")),
        ("/stages/0/instructions/0/pairs/0/value", json!("")),
        ("/stages/0/instructions/4/empty_continuation", json!(true)),
        ("/stages/0/instructions/4/mounts/0/kind", json!("cache")),
        ("/stages/0/instructions/4/commands/1/words", json!(["install", "-y", "$Q"])),
        ("/stages/0/instructions/4/commands/1/dynamic", json!(true)),
        ("/stages/0/instructions/3/copied/destination_path", json!("/opt/src/lib")),
        ("/stages/2/instructions/0/copied/from_stage", json!(0)),
        ("/stages/2/instructions/1/copied/from_image/tag", json!("1")),
        ("/effect/workdir/value", json!("/opt/src")),
        ("/effect/workdir/stage", json!(0)),
        ("/effect/env/Q/value", json!(" y")),
        ("/effect/labels/k/value", json!("/opt")),
        ("/effect/exposed/1/value", json!("90/udp")),
        ("/effect/volumes/0/value", json!("/d")),
        ("/effect/healthcheck/state", json!("defined")),
        ("/effect/healthcheck/interval_ns", json!(5_000_000_000i64)),
        ("/effect/healthcheck/test/commands/0/name", json!("curl")),
        ("/effect/entrypoint/commands/1/name", json!("app")),
        ("/effect/command/raw", json!("go")),
        ("/effect/stop_signal/value", json!("9")),
        ("/effect/user/root", json!(null)),
        ("/effect/user/source", json!("dockerfile")),
        ("/effect/base/repository", json!("a/app")),
        ("/stages/0/effect/user/text", json!("1000")),
        ("/stages/0/effect/user/source", json!("known-image")),
        ("/stages/0/effect/healthcheck/state", json!("defined")),
        ("/stages/1/effect/user/uid", json!(10)),
        ("/stages/1/effect/healthcheck/state", json!("missing")),
    ] {
        assert_eq!(made.at(pointer), &want, "{pointer}");
    }
}

#[test]
fn arguments_reach_stages_by_declaration_only() {
    let text = "ARG V=1\nFROM a\nCOPY $V x\nARG V\nCOPY $V ${TARGETARCH} x\nARG TARGETARCH W=$V\nCOPY $TARGETARCH $W $HTTP_PROXY x\nFROM a AS b\nARG Z=z\nENV E=$Z\nFROM b\nCOPY $Z $E $PATH ${N:-n} x\n";
    let made = make_of(&[("Dockerfile", text)], |request| {
        request.args.insert("V".into(), Some("2".into()));
        request.args.insert("Z".into(), None);
    });
    let texts = |stage: usize, index: usize| {
        let instruction = &made.build.stages[stage].instructions[index];
        let shown = instruction.args.iter().map(|word| format!("{}{}", word.text, if word.known { "" } else { "?" }));
        (shown.collect::<Vec<_>>().join(" "), instruction.undefined.iter().map(|w| w.text.as_str()).collect::<Vec<_>>())
    };
    // Z is taken from a shell that nobody knows.
    assert_eq!(made.codes(), ["build-argument-unset"]);
    assert_eq!(texts(0, 0), ("? x".into(), vec!["V"]));
    assert_eq!(texts(0, 2), ("2 ? x".into(), vec!["TARGETARCH"]));
    assert_eq!(texts(0, 4), ("amd64? 2 ? x".into(), vec![]));
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    assert_eq!(texts(2, 0), (format!("z? z? {path}? n x"), vec![]));
}

/// (text, target, codes of problems, index of the target)
#[test]
fn what_the_builder_refuses_about_stages() {
    let rows: [(&str, Option<&str>, &[&str], Option<usize>); 17] = [
        ("FROM a AS x\nFROM b AS y", Some("X"), &[], Some(0)),
        ("FROM a AS x\nFROM b AS y", Some("1"), &[], Some(1)),
        ("FROM a AS x", Some("z"), &["dockerfile-stage"], None),
        ("FROM a AS x\nFROM b AS x\nFROM x", None, &[], Some(2)),
        ("FROM a\nCOPY --from=5 x y", None, &["dockerfile-stage"], Some(0)),
        ("FROM a AS x\nCOPY --from=x x y", None, &["dockerfile-stage"], Some(0)),
        ("FROM a AS x\nCOPY --from=y x y\nFROM b AS y\nCOPY --from=x x y", None, &["dockerfile-stage"], Some(1)),
        ("ARG V=1\nFROM a\nCOPY --from=b:$V x y", None, &["dockerfile-stage"], Some(0)),
        ("FROM b AS b\nFROM a\nONBUILD COPY --from=$V x y\nCOPY --from='b' x y", None, &[], Some(1)),
        ("FROM a\nRUN --mount=from=b:$V,target=/b x", None, &["dockerfile-syntax"], Some(0)),
        ("ARG A=b\n", None, &["dockerfile-no-stage"], None),
        ("FROM UPPER/a:b c", None, &["dockerfile-syntax"], Some(0)),
        ("FROM a::b", None, &["dockerfile-image"], Some(0)),
        ("ARG A\nFROM $A", None, &["dockerfile-base-unset"], Some(0)),
        ("ARG A\nFROM docker.io/library/${A}", None, &["dockerfile-base-unset"], Some(0)),
        ("ARG S=give-one\nFROM a@sha256:$S", None, &["dockerfile-base-unset"], Some(0)),
        ("FROM a\nUSER ${X:?who}", None, &["build-argument-required"], Some(0)),
    ];
    for (text, target, codes, index) in rows {
        let made = make_of(&[("Dockerfile", text)], |request| request.target = target.map(str::to_owned));
        assert_eq!((made.codes(), made.build.target_stage), (codes.to_vec(), index), "{text:?}");
        assert_eq!(made.build.effect.is_some(), index.is_some());
    }
}

#[test]
fn entrypoint_resets_an_inherited_command_and_triggers_run_in_children() {
    let made = make("FROM scratch AS a\nCMD x\nONBUILD ENV A=1\nONBUILD USER me\nFROM a\nENTRYPOINT [\"y\"]\n");
    assert_eq!(made.at("/stages/0/effect/command/raw"), "x");
    assert_eq!(made.at("/stages/0/effect/user/root"), true);
    assert_eq!(made.at("/effect/command"), &Value::Null);
    assert_eq!(made.at("/effect/env/A/value"), "1");
    assert_eq!(made.at("/effect/user/text"), "me");
    assert_eq!(made.at("/effect/base_kind"), "scratch");
}

#[test]
fn copies_take_what_the_ignore_file_leaves() {
    let texts = [
        (
            "web/Dockerfile",
            "FROM a\nCOPY . /all\nADD *.txt src /x/\nCOPY --from=b c d\nCOPY secret.pem key.* x\nCOPY <<E https://x/y /z\nE\nCOPY ../up ./src/./a /\n",
        ),
        ("web/.dockerignore", "*.pem\n.env*\n!.env.sample\n"),
        ("web/a.txt", ""),
        ("web/d/b.txt", ""),
        ("web/src/a", ""),
        ("web/src/b/c", ""),
        ("web/secret.pem", ""),
        ("web/key.pem", ""),
        ("web/up", ""),
        ("web/.env", ""),
        ("web/.env.sample", ""),
    ];
    let made = make_of(&texts, |request| {
        request.dockerfile = "web/Dockerfile".into();
        request.context = Some("web".into());
    });
    let files = |i: usize| made.at(&format!("/stages/0/instructions/{i}/copied/files")).clone();
    assert_eq!(
        files(0),
        json!([".dockerignore", ".env.sample", "Dockerfile", "a.txt", "d/b.txt", "src/a", "src/b/c", "up"])
    );
    assert_eq!(files(1), json!(["a.txt", "src/a", "src/b/c"]));
    assert_eq!((files(2), files(3), files(4)), (json!([]), json!([]), json!([])));
    assert_eq!(files(5), json!(["src/a", "up"]));
    let ignored = |i: usize| made.at(&format!("/stages/0/instructions/{i}/copied/ignored")).clone();
    let third = "/builds/Dockerfile/stages/0/instructions/3/args";
    assert_eq!(ignored(3), json!([format!("{third}/0"), format!("{third}/1")]));
    assert_eq!(ignored(0), json!([]));
    assert_eq!(made.at("/context/ignore/patterns/2/negated"), true);
    assert_eq!(made.marked("/context/ignore/patterns/2"), "!.env.sample");

    let own = [("Dockerfile", "FROM a\nCOPY . .\n"), ("Dockerfile.dockerignore", "*\n"), (".dockerignore", "x\n")];
    let made = make_of(&own, |request| request.context = Some(".".into()));
    assert_eq!(made.at("/context/ignore/path"), "Dockerfile.dockerignore");
    assert_eq!(
        made.at("/stages/0/instructions/0/copied/ignored/0"),
        "/builds/Dockerfile/stages/0/instructions/0/args/0"
    );
}

/// (text, first port, last port, valid)
#[test]
fn exposed_ports() {
    let rows = [
        ("8080", Some(8080), Some(8080), true),
        ("8000-8010/tcp", Some(8000), Some(8010), true),
        ("53/UDP", Some(53), Some(53), true),
        ("80:80", None, None, false),
        ("127.0.0.1:80", None, None, false),
        ("70000", None, None, false),
        ("9-8", None, None, false),
        ("80/http", Some(80), Some(80), false),
        ("$P", None, None, false),
    ];
    for (text, port, end, valid) in rows {
        let made = make(&format!("FROM a\nEXPOSE {text}\n"));
        let expose = &made.build.stages[0].instructions[0].exposes[0];
        assert_eq!((expose.port, expose.end, expose.valid), (port, end, valid), "{text}");
    }
}

#[test]
fn what_grows_is_cut() {
    let doubling = format!("FROM a\nENV A=xxxxxxxx\n{}", "ENV A=$A$A\n".repeat(40));
    let made = make(&doubling);
    assert!(made.codes().iter().all(|code| *code == "dockerfile-expansion") && !made.problems.is_empty());
    let stages = "FROM a\n".repeat(MAX_STAGES + 3);
    let made = make(&stages);
    assert_eq!((made.build.stages.len(), made.codes()), (MAX_STAGES, vec!["dockerfile-limit"]));
}

#[test]
fn every_limit_is_told_once() {
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let many = MAX_VARIABLES + 3;
    let words = "x ".repeat(shell::MAX_WORDS + 1);
    let json = format!("[\"a\"{}]", ",\"b\"".repeat(shell::MAX_WORDS));
    let long = "v".repeat(1 << 20);
    let cases = [
        (lines(many, &|i| format!("ENV A{i}=1\n")), "500 variables"),
        (lines(many, &|i| format!("ARG A{i}=1\n")), "500 variables"),
        (lines(many, &|i| format!("LABEL a{i}=1\n")), "500 labels"),
        (lines(many, &|i| format!("EXPOSE {}\n", i + 1)), "500 ports"),
        (lines(many, &|i| format!("VOLUME /a{i}\n")), "500 volumes"),
        (format!("RUN {words}\n"), "has more than 2000 commands, 10000 words or 8388608 bytes"),
        (format!("RUN {json}\n"), "RUN is longer than"),
        (format!("CMD {json}\n"), "CMD is longer than"),
        (format!("HEALTHCHECK CMD {}\n", "a;".repeat(shell::MAX_COMMANDS + 1)), "HEALTHCHECK is longer than"),
        (format!("RUN {}a{}\n", "$(".repeat(40), ")".repeat(40)), "nests more than 24 deep"),
        (format!("RUN echo {}$(a){}\n", "${a:-".repeat(40), "}".repeat(40)), "nests more than 24 deep"),
        (format!("RUN {}\n", "x ".repeat(shell::MAX_WORDS - 10)).repeat(11), "have more than 20000 words"),
        (
            format!("ENV A={long}\n{}", lines(40, &|i| format!("FROM s{i} AS s{}\n", i + 1))),
            "inherit more than 4194304",
        ),
        (lines(MAX_STAGES + 2, &|_| "FROM b\n".into()), "more than 256 stages"),
    ];
    for (body, message) in cases {
        let made = make(&format!("FROM a AS s0\n{body}"));
        let told = made.problems.iter().filter(|problem| problem.code == "dockerfile-limit").collect::<Vec<_>>();
        assert!(matches!(told.as_slice(), [one] if one.message.contains(message)), "{message}: {told:#?}");
    }
}

#[test]
fn sources_are_held_against_files_that_they_may_mean() {
    let names: Vec<String> = (0..2_000).map(|i| format!("f{i}")).collect();
    let made_of = |copies: String| {
        let (dockerfile, ignore) = (format!("FROM a\n{copies}"), "x1\nx2*\n".repeat(50));
        let mut texts = vec![("Dockerfile", dockerfile.as_str()), (".dockerignore", ignore.as_str())];
        texts.extend(names.iter().map(|name| (name.as_str(), "")));
        make_of(&texts, |request| request.context = Some(".".into()))
    };
    let plain: String = (0..1_000).map(|i| format!("COPY f{i} nothing{i} f{i}* /x/\n")).collect();
    let made = made_of(plain);
    assert_eq!(made.codes(), ["context-limit"; 0], "what is named costs nothing");
    assert_eq!(made.at("/stages/0/instructions/999/copied/files"), &json!(["f999"]));
    let made = made_of("COPY *z /x/\n".repeat(1_000));
    assert_eq!(made.codes(), ["context-limit"], "what may be anything does");
}

#[test]
fn larger_contexts_than_are_listed_are_told() {
    let names: Vec<String> = (0..context::MAX_CONTEXT_FILES).map(|i| format!("f{i}")).collect();
    let copies = "COPY . .\n".repeat(context::MAX_COPIED / context::MAX_CONTEXT_FILES + 1);
    let dockerfile = format!("FROM a\n{copies}");
    let mut texts: Vec<(&str, &str)> = names[1..].iter().map(|name| (name.as_str(), "")).collect();
    texts.push(("Dockerfile", &dockerfile));
    let told = |made: &Made| made.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
    let context = |request: &mut BuildRequest| request.context = Some(".".to_owned());
    let made = make_of(&texts, context);
    assert_eq!(
        told(&made),
        ["COPY and ADD of Dockerfile take more than 50000 files together; only those are looked at"]
    );
    texts.push((&names[0], ""));
    let made = make_of(&texts, context);
    assert_eq!(told(&made)[0], "the build context . has more than 4096 files; only those are looked at");
}

#[test]
fn windows_shells_keep_their_backslashes() {
    let made = make("# escape=`\nFROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN dir C:\\x ; mkdir y\n");
    assert_eq!(made.at("/stages/0/instructions/1/commands/0/words"), &json!(["C:\\x"]));
    assert_eq!(made.at("/stages/0/instructions/1/shell"), &json!(["powershell", "-Command"]));
    assert_eq!(made.at("/stages/0/instructions/1/commands/1/name"), "mkdir");
}

#[test]
fn the_arguments_that_parse_shows() {
    let text = "ARG V=1 W\nFROM a:$V AS b\nENV A=x\nARG V\nFROM b\nUSER $A$V\nEXPOSE $P\nRUN $A\n";
    let sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let (document, _) = load::dockerfile::parse(&Mapped::whole(file, text));
    let args = BTreeMap::from([("P".to_owned(), "1 2".to_owned())]);
    let (words, problems) = expanded(&document, &args);
    assert_eq!(problems, []);
    let want = [
        json!(["V=1", "W"]),
        json!(["a:1", "AS", "b"]),
        json!(["A=x"]),
        json!(["V=1"]),
        json!(["b"]),
        json!(["x1"]),
        json!([]),
        json!(null),
    ];
    assert_eq!(serde_json::to_value(&words).expect("JSON"), Value::from(want.to_vec()));
}

#[test]
fn named_contexts_stand_before_stages_and_images() {
    let text = "FROM base\nCOPY --from=loc a /a\nCOPY --from=other b /b\nCOPY --from=tools c /c\n\
                RUN --mount=from=loc,target=/x true\nFROM alpine:3.20 AS tools\nFROM debian\n";
    let user = make("FROM a/app").build.effect.expect("an effect");
    let made = make_of(&[("Dockerfile", text)], |request| {
        request.contexts = BTreeMap::from([
            ("base".to_owned(), Named::Built(Box::new(user.clone()))),
            ("loc".to_owned(), Named::Elsewhere),
            ("other".to_owned(), Named::Image("nginx:1.27".to_owned())),
            ("tools".to_owned(), Named::Elsewhere),
            ("docker.io/library/debian".to_owned(), Named::Image("debian:13-slim".to_owned())),
        ]);
    });
    assert_eq!(made.codes(), Vec::<&str>::new());
    assert_eq!(made.at("/stages/0/from/base/kind"), "unknown");
    assert_eq!(made.at("/stages/0/effect/user/text"), "1000");
    for (index, image) in [(0, Value::Null), (1, json!("nginx:1.27")), (2, Value::Null)] {
        let copied = made.at(&format!("/stages/0/instructions/{index}/copied"));
        assert_eq!(copied["from_stage"], Value::Null, "{index}");
        assert_eq!(copied["from_image"].get("text").cloned().unwrap_or_default(), image, "{index}");
    }
    assert_eq!(made.at("/stages/2/from/base/image/tag"), "13-slim");
}

#[test]
fn stages_of_other_platforms_are_told_apart() {
    let others = |text: &str, args: &[(&str, &str)]| {
        let sources = Sources::default();
        let file = sources.add("Dockerfile", text);
        let (document, _) = load::dockerfile::parse(&Mapped::whole(file, text));
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), Some((*value).to_owned()))).collect();
        let request = BuildRequest { args, ..BuildRequest::default() };
        other_platforms(&document, &request).into_iter().map(|platform| platform.name).collect::<Vec<_>>()
    };
    let text =
        "FROM a AS base-amd64\nFROM b AS base-arm64\nFROM c AS base-armv7\nFROM base-${TARGETARCH}${TARGETVARIANT}\n";
    assert_eq!(others(text, &[]), ["linux-arm64", "linux-arm-v7"]);
    assert_eq!(others(text, &[("TARGETARCH", "amd64"), ("TARGETVARIANT", "")]), Vec::<String>::new());
    assert_eq!(others("FROM a AS b\nFROM --platform=$BUILDPLATFORM b\n", &[]), Vec::<String>::new());
    assert_eq!(others("FROM x-$TARGETARCH\n", &[]), Vec::<String>::new());
    let through = "ARG B=base-$TARGETOS\nFROM a AS base-linux\nFROM b AS base-windows\nFROM ${B}\n";
    assert_eq!(others(through, &[]), Vec::<String>::new(), "the default knows no platform but the builder's");
    // What no stage is named for is not served, whatever else is.
    let both = "FROM a AS w-amd64\nFROM w-${TARGETARCH} AS e-windows\nFROM b AS e-linux\nFROM e-${TARGETOS}\n";
    assert_eq!(others(both, &[]), ["windows-amd64"]);
    let beside = "FROM a AS c-linux\nFROM b AS w-amd64\nFROM w-${TARGETARCH} AS w\nFROM c-${TARGETOS}\n";
    assert_eq!(others(beside, &[]), Vec::<String>::new());
    let copied = "FROM a AS w-amd64\nFROM a AS w-arm64\nFROM w-${TARGETARCH} AS w\nFROM a AS v-amd64\nFROM v-${TARGETARCH} AS v\nFROM scratch\n";
    assert_eq!(others(copied, &[]), ["linux-arm64"], "nothing takes from v");
    assert_eq!(others(&format!("{copied}COPY --from=v a b\n"), &[]), Vec::<String>::new());
    assert_eq!(others(&format!("{copied}RUN --mount=type=bind,from=v a\n"), &[]), Vec::<String>::new());
}

#[test]
fn a_stage_that_a_platform_lacks_is_built_on_no_image_there() {
    let text = "FROM a:1 AS w-amd64\nFROM a:1 AS w-arm64\nFROM w-${TARGETARCH} AS w\nFROM a:1 AS v-amd64\nFROM v-${TARGETARCH}\n";
    let sources = Sources::default();
    let file = sources.add("Dockerfile", text);
    let (document, _) = load::dockerfile::parse(&Mapped::whole(file, text));
    let request = BuildRequest { target: Some("w".to_owned()), ..BuildRequest::default() };
    let others = other_platforms(&document, &request);
    assert_eq!(others.iter().map(|platform| platform.name.as_str()).collect::<Vec<_>>(), ["linux-arm64"]);
    let request = BuildRequest { args: others[0].arguments.clone(), unserved: others[0].unserved.clone(), ..request };
    let (files, known) = (MemoryFiles::default(), KnownImages::default());
    let (build, problems) = build(&request, &document, &files, &sources, &known, &mut Origins::default());
    assert_eq!(problems, Vec::new());
    assert!(matches!(build.stages[2].from.base, StageBase::Stage { stage: 1 }), "{:?}", build.stages[2].from.base);
    assert!(matches!(build.stages[4].from.base, StageBase::Unknown), "{:?}", build.stages[4].from.base);
}
