//! Tests of grouping.

mod bases;

use super::*;
use plimsoll_source::files::MemoryFiles;

fn group(files: &[(&str, &str)]) -> Units {
    let files: Vec<(String, String)> = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let kind = |path: &str| match split(path).1 {
        "Dockerfile" => Kind::Dockerfile,
        name if name.ends_with(".env") => Kind::Env,
        _ => Kind::Compose,
    };
    let candidates = files.iter().map(|(path, _)| (path.clone(), kind(path))).collect();
    units(&candidates, &[], &MemoryFiles::new(files), &Sources::default())
}

fn shown(units: &Units) -> Vec<String> {
    units.compose.iter().map(|u| format!("{}: {}", u.directory, u.files.join(" "))).collect()
}

const WHOLE: &str = "services: {a: {image: x}}";

#[test]
fn a_base_and_its_override_are_one() {
    let found = group(&[("a/compose.yaml", WHOLE), ("a/compose.override.yaml", "services: {a: {tty: true}}")]);
    assert_eq!(shown(&found), ["a: "]);
}

#[test]
fn an_overlay_joins_its_base_and_a_full_variant_stands_alone() {
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("compose.dev.yaml", "services: {a: {tty: true}}"),
        ("compose.prod.yaml", WHOLE),
        ("overrides/compose.db.yaml", "services: {a: {image: x, networks: [db]}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.prod.yaml",
        ".: compose.yaml compose.dev.yaml",
        ".: compose.yaml overrides/compose.db.yaml",
    ];
    assert_eq!(shown(&found), expected);
}

#[test]
fn only_what_cannot_be_started_is_left_to_who_uses_it() {
    let found = group(&[
        (
            "compose.yaml",
            "include: [db/compose.yaml, part.yaml, db/compose.part.yaml]\nservices: {a: {extends: {file: docker-compose-common.yml, service: c}}}",
        ),
        ("db/compose.yaml", WHOLE),
        ("db/compose.part.yaml", "services: {x: {tty: true}}"),
        ("db/compose.whole.yaml", WHOLE),
        ("docker-compose-common.yml", "services: {c: {tty: true}}"),
        ("docker-compose-ci.yml", "on: push\njobs: {}"),
    ]);
    assert_eq!(shown(&found), [".: ", "db: ", "db: db/compose.whole.yaml"]);
    let left: Vec<&str> = found.excluded.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(left, ["docker-compose-ci.yml", "db/compose.part.yaml", "docker-compose-common.yml"]);
}

#[test]
fn a_file_that_only_its_text_makes_one_is_joined_used_or_left_out() {
    let found = group(&[
        ("compose.yaml", "services: {a: {image: x, extends: {file: common.yml, service: c}}}"),
        ("common.yml", "services: {c: {tty: true}}"),
        ("whole/compose.yaml", "include: [db.yml]\nservices: {a: {extends: {file: base.yml, service: a}}}"),
        ("whole/base.yml", WHOLE),
        ("whole/db.yml", WHOLE),
        ("stack.yml", WHOLE),
        ("part/tls.yml", "services: {a: {tty: true}}"),
        ("hardware.yml", "services: {cuda: {devices: [/dev/x]}}"),
        ("alone/part.yml", "services: {a: {image: x, networks: [n]}}"),
        ("alone/other.yml", "services: {b: {image: x, volumes: ['v1:/v']}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.yaml alone/part.yml",
        ".: compose.yaml part/tls.yml",
        ".: stack.yml",
        "alone: alone/other.yml",
        "whole: ",
    ];
    assert_eq!(shown(&found), expected);
    // What says what to run is judged, whatever it lacks.
    let fragments: Vec<&str> = found
        .compose
        .iter()
        .filter(|unit| unit.fragment)
        .map(|unit| unit.files.last().map_or("", String::as_str))
        .collect();
    assert_eq!(fragments, ["alone/part.yml", "alone/other.yml"]);
    let left: Vec<&str> = found.excluded.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(left, ["hardware.yml", "common.yml", "whole/base.yml", "whole/db.yml"]);
}

#[test]
fn an_empty_overlay_changes_nothing() {
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("compose.dev.yaml", "# nothing yet\n"),
        ("compose.none.yaml", ""),
        ("compose.null.yaml", "---\n"),
        ("none/compose.yaml", ""),
    ]);
    // What docker takes there is refused by it.
    assert_eq!(shown(&found), [".: ", "none: "]);
    let left: Vec<&str> = found.excluded.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(left, ["compose.dev.yaml", "compose.none.yaml", "compose.null.yaml"]);
    assert!(found.excluded.iter().all(|(_, reason)| reason.starts_with("empty")));
}

#[test]
fn what_is_built_says_where_a_file_is_started() {
    let found = group(&[
        ("compose.yaml", "services: {a: {image: x}, b: {image: x}}"),
        ("a/Dockerfile", "FROM x"),
        ("b/Dockerfile", "FROM x"),
        // Its services are those of the base, and what they build is only there from it.
        ("helpers/over.d/build/docker-compose.override.yml", "services: {a: {build: ./a}, b: {build: {context: b}}}"),
        // A service of its own, also with one Dockerfile that is nowhere.
        ("tools/compose.yaml", "services: {c: {build: ./a}, d: {build: ./nowhere}}"),
        // A base that is started from above, and what is laid over it.
        ("deploy/compose.yaml", "services: {e: {build: {context: ., dockerfile: a/Dockerfile}}}"),
        ("deploy/compose.dev.yaml", "services: {e: {tty: true}}"),
        // What is there from its own directory, or nowhere, or nobody knows where, stays where it is.
        ("own/compose.yaml", "services: {a: {build: ./a}, b: {build: ../b}}"),
        ("lost/compose.dev.yaml", "services: {a: {build: ./nowhere}}"),
        ("open/compose.dev.yaml", "services: {a: {build: '${WHERE}/a'}, b: {build: 'https://example.org/x.git'}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.yaml helpers/over.d/build/docker-compose.override.yml",
        "deploy: deploy/compose.yaml",
        "deploy: deploy/compose.yaml deploy/compose.dev.yaml",
        "lost: lost/compose.dev.yaml",
        "open: open/compose.dev.yaml",
        "own: ",
        "tools: tools/compose.yaml",
    ];
    assert_eq!(shown(&found), expected);
    let above: Vec<&str> = found
        .compose
        .iter()
        .filter(|unit| unit.start.how == How::Above && unit.project_directory.as_deref() == Some("."))
        .map(|unit| unit.files.last().map_or("", String::as_str))
        .collect();
    assert_eq!(above, ["deploy/compose.yaml", "deploy/compose.dev.yaml", "tools/compose.yaml"]);
}

#[test]
fn a_decoy_hides_no_overlay_and_no_base() {
    let overlay = "services: {a: {privileged: true}}";
    let found = group(&[
        ("compose.yaml", WHOLE),
        ("compose.prod.yaml", overlay),
        ("compose.zz.yaml", "services: {z: {image: x, extends: {file: compose.prod.yaml, service: a}}}"),
        ("zz/compose.yaml", "include: [{path: [../compose.yaml, fix.yaml]}]"),
    ]);
    let expected = [".: ", ".: compose.yaml compose.prod.yaml", ".: compose.zz.yaml", "zz: "];
    assert_eq!(shown(&found), expected);
    assert!(found.excluded.is_empty());
}

#[test]
fn what_only_leads_in_circles_is_judged_by_itself() {
    let found = group(&[
        ("a/compose.x.yaml", "services: {a: {extends: {file: compose.y.yaml, service: b}, networks: [n]}}"),
        ("a/compose.y.yaml", "services: {b: {extends: {file: compose.x.yaml, service: a}, networks: [n]}}"),
        ("compose.yaml", "include: [compose.yaml]"),
    ]);
    assert_eq!(shown(&found), [".: ", "a: a/compose.x.yaml", "a: a/compose.y.yaml"]);
}

#[test]
fn files_that_a_dotenv_names_or_passes_over_are_judged() {
    let found = group(&[
        ("a/compose.yaml", WHOLE),
        ("a/compose.override.yaml", "services: {a: {tty: true}}"),
        ("a/.env", "COMPOSE_FILE=ok.yaml"),
        ("b/.env", "COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=stack.yml,x.yml"),
        ("c/compose.yaml", WHOLE),
        ("c/.env", "COMPOSE_FILE=compose.yaml:compose.prod.yaml\n"),
    ]);
    let expected = ["a: ", "a: a/compose.yaml a/compose.override.yaml", "b: ", "c: "];
    assert_eq!(shown(&found), expected);
}

#[test]
fn only_what_may_touch_a_part_is_loaded_for_it() {
    let files = [
        ("compose.yaml", "services: {api: {build: ./api}, web: {build: {dockerfile: web/Dockerfile}}}"),
        ("api/Dockerfile", "FROM x"),
        ("deploy/compose.yaml", "services: {a: {build: {context: ../api}}}"),
        ("deploy/compose.prod.yaml", "services: {a: {tty: true}}"),
        ("other/compose.yaml", "services: {a: {build: .}}"),
        ("far/compose.yaml", "include: [../deploy/compose.yaml]"),
        ("odd/compose.yaml", "services: {a: {extends: {file: ../lib/base.yml, service: x}}}"),
        ("lib/base.yml", "services: {x: {build: ../api}}"),
        ("any/compose.yaml", "services: {a: {build: ../$X/y}}"),
    ];
    let files: Vec<(String, String)> = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let kinds = files.iter().filter_map(|(path, _)| {
        let kind = if path.contains("compose") { Kind::Compose } else { Kind::Dockerfile };
        (!path.starts_with("lib")).then(|| (path.clone(), kind))
    });
    let candidates = kinds.collect();
    let memory = MemoryFiles::new(files.clone());
    let of = |named: &str| shown(&touching(&[named.to_owned()], &candidates, &[], &memory, &Sources::default()));
    let all = [".: ", "any: ", "deploy: ", "deploy: deploy/compose.yaml deploy/compose.prod.yaml", "far: ", "odd: "];
    assert_eq!(of("api/Dockerfile"), all);
    assert_eq!(of("other"), [".: ", "any: ", "other: "]);
    let overlaid = "deploy: deploy/compose.yaml deploy/compose.prod.yaml";
    assert_eq!(of("deploy/compose.prod.yaml"), [".: ", "any: ", overlaid]);
}

#[test]
fn overlays_that_repeat_a_large_base_too_often_are_told() {
    let base: String = (0..400).map(|i| format!("  s{i}: {{image: i}}\n")).collect();
    let base = format!("services:\n{base}");
    let overlay = "services: {s0: {tty: true}}";
    let found = group(&[
        ("compose.a.yaml", overlay),
        ("compose.b.yaml", overlay),
        ("compose.c.yaml", overlay),
        ("compose.yaml", &base),
        ("other/compose.d.yaml", "services: {a: {tty: true}}"),
        ("other/compose.yaml", WHOLE),
    ]);
    let expected = [
        ".: ",
        ".: compose.yaml compose.a.yaml",
        ".: compose.yaml compose.b.yaml",
        "other: ",
        "other: other/compose.yaml other/compose.d.yaml",
    ];
    assert_eq!(shown(&found), expected);
    let told: Vec<_> = found.problems.iter().map(|problem| (problem.code, problem.path.as_deref())).collect();
    assert_eq!(told, [("too-many-overlays", Some("compose.c.yaml"))]);
}

#[test]
fn a_fragment_finds_the_nearest_file_that_completes_it() {
    let found = group(&[
        ("compose.yaml", "services: {a: {image: x}, b: {image: x}}\nnetworks: {n: {}}"),
        ("deploy/compose.yaml", "services: {z: {image: x}}"),
        // Above, since what lies beside has no such service.
        ("deploy/compose.a.yaml", "services: {a: {networks: [n]}}"),
        // Beside.
        ("compose.d/compose.b.yaml", "services: {c: {tty: true}}"),
        ("base/docker-compose.core.yml", "services: {c: {image: x}}"),
        // Over another one.
        (
            "compose.more.yaml",
            "services: {b: {volumes: ['data:/x']}}\nvolumes: {data: {}}\nnetworks: {m: {external: true}}",
        ),
        ("compose.most.yaml", "services: {b: {networks: [m], volumes: ['data:/y']}}"),
        // Nothing completes it.
        ("compose.lost.yaml", "services: {nobody: {tty: true}}"),
    ]);
    let expected = [
        ".: ",
        ".: compose.yaml compose.lost.yaml",
        ".: compose.yaml compose.more.yaml",
        ".: compose.yaml compose.more.yaml compose.most.yaml",
        ".: compose.yaml deploy/compose.a.yaml",
        "base: base/docker-compose.core.yml",
        "base: base/docker-compose.core.yml compose.d/compose.b.yaml",
        "deploy: ",
    ];
    assert_eq!(shown(&found), expected);
    let fragments: Vec<&str> = found
        .compose
        .iter()
        .filter(|unit| unit.fragment)
        .filter_map(|unit| unit.files.last())
        .map(String::as_str)
        .collect();
    assert_eq!(fragments, ["compose.lost.yaml"]);
}

#[test]
fn networks_alone_are_a_base_and_merged_keys_are_what_they_bring() {
    let found = group(&[
        ("suites/compose.yml", "networks: {n: {}}"),
        ("suites/parts/web/compose.web.yml", "services: {web: {image: x, networks: {n: {}}}}"),
        ("suites/parts/api/compose.yml", "services: {api: {image: x, networks: {n: {}}}}"),
        (
            "suites/parts/db/compose.yml",
            "services:\n  db: {image: x, depends_on: &d {a: {condition: service_started}}}\n  a: {image: x, depends_on: {<<: *d}}\n",
        ),
    ]);
    let shown = shown(&found);
    for part in ["web/compose.web.yml", "api/compose.yml"] {
        assert!(shown.contains(&format!("suites: suites/compose.yml suites/parts/{part}")), "{shown:?}");
    }
    assert!(found.compose.iter().all(|unit| unit.directory != "suites/parts/db" || !unit.fragment));
    // What a base includes is judged there already.
    let found = group(&[
        ("compose.yaml", "include: [a/compose.yaml]\nnetworks: {n: {}}\nservices: {b: {image: x}}"),
        ("a/compose.yaml", "services: {a: {image: x, networks: [n]}}"),
    ]);
    assert!(found.compose.iter().all(|unit| unit.files.len() < 2), "{:?}", found.compose);
}

#[test]
fn a_base_that_only_others_complete_is_a_fragment_and_a_broken_one_is_not() {
    let base = "services: {a: {restart: always}}";
    let found = group(&[
        ("a/compose.yaml", base),
        ("a/compose.prod.yaml", "services: {a: {image: x}}"),
        ("b/compose.yaml", base),
        ("c/compose.yaml", "services: {a: {image: x, networks: [gone]}}"),
    ]);
    let all: Vec<(&str, bool)> = found
        .compose
        .iter()
        .filter(|unit| unit.files.is_empty())
        .map(|unit| (unit.directory.as_str(), unit.fragment))
        .collect();
    assert_eq!(all, [("a", true), ("b", false), ("c", false)]);
}

#[test]
fn a_template_is_judged_where_its_words_leave_yaml() {
    let found = group(&[
        ("compose.yaml", "services:\n  a:\n    image: {{ image }}\n"),
        ("b/compose.yaml", "{{ include \"x\" . }}\nservices: {a: {image: x}}\n"),
    ]);
    assert_eq!(shown(&found), [".: "]);
    assert_eq!(found.excluded.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["b/compose.yaml"]);
}

/// Units of files with ways of starting, each a list of files with who says so.
fn started(files: &[(&str, &str)], ways: &[(&[&str], usize)]) -> Units {
    let files: Vec<(String, String)> = files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let kind = |path: &str| match split(path).1 {
        "Dockerfile" => Kind::Dockerfile,
        name if name.ends_with(".env") => Kind::Env,
        _ => Kind::Compose,
    };
    let candidates = files.iter().map(|(path, _)| (path.clone(), kind(path))).collect();
    let ways: Vec<Way<ComposeWay>> = ways
        .iter()
        .map(|(files, count)| {
            let files = files.iter().map(|file| (*file).to_owned()).collect();
            let said = vec![plimsoll_model::Said { source: "makefile", path: "Makefile".to_owned(), line: 1 }];
            let start = ComposeWay { directory: ".".to_owned(), files, ..ComposeWay::default() };
            Way { start, said, count: *count }
        })
        .collect();
    units(&candidates, &ways, &MemoryFiles::new(files), &Sources::default())
}

const OVERLAY: &str = "services: {a: {tty: true}}";

#[test]
fn a_way_takes_the_place_of_a_guess_that_it_completes() {
    let files = [
        ("compose.yaml", WHOLE),
        ("compose.prod.yaml", OVERLAY),
        ("compose.tls.yaml", OVERLAY),
        ("part.yml", "services: {b: {tty: true}}"),
    ];
    let found = started(&files, &[(&["compose.yaml", "compose.tls.yaml", "compose.prod.yaml", "part.yml"], 2)]);
    let way = ".: compose.yaml compose.tls.yaml compose.prod.yaml part.yml";
    // Something is laid over both overlays: what they are without it is judged, too.
    let expected = [".: ", ".: compose.yaml compose.prod.yaml", ".: compose.yaml compose.tls.yaml", way];
    assert_eq!(shown(&found), expected);
    assert!(found.excluded.is_empty(), "the part is judged in the way");
    let found = started(&files[..2], &[(&["compose.yaml", "compose.prod.yaml"], 2)]);
    assert_eq!(shown(&found), [".: ", ".: compose.yaml compose.prod.yaml"]);
    assert_eq!(found.compose[1].start.how, How::Way);
    assert_eq!(found.compose[1].start.count, 2);
}

#[test]
fn a_way_that_is_the_plain_start_only_says_so() {
    let found = started(&[("a/compose.yaml", WHOLE)], &[(&["a/compose.yaml"], 3)]);
    assert_eq!(shown(&found), ["a: "]);
    assert_eq!((found.compose[0].start.how, found.compose[0].start.count), (How::Standard, 3));
}

#[test]
fn options_of_calls_hold_for_the_plain_start_where_no_dotenv_does() {
    for (files, calls, expected) in [
        (&["compose.yaml"][..], &[(&[][..], "p.env")][..], "p.env"),
        (&["compose.yaml"], &[(&["compose.yaml"], "p.env")], "p.env"),
        (&["compose.yaml"], &[(&[], ""), (&[], "p.env"), (&[], "q.env")], "p.env"),
        (&["compose.yaml", ".env"], &[(&[], "p.env")], ""),
    ] {
        let candidates = files
            .iter()
            .filter(|path| !path.ends_with(".env"))
            .map(|path| ((*path).to_owned(), Kind::Compose))
            .collect();
        let way = |(files, env_file): &(&[&str], &str)| {
            let env_files = Some((*env_file).to_owned()).filter(|path| !path.is_empty()).into_iter().collect();
            let files = files.iter().map(|path| (*path).to_owned()).collect();
            let start = ComposeWay { directory: ".".to_owned(), files, env_files, ..ComposeWay::default() };
            Way { start, said: Vec::new(), count: 1 }
        };
        let ways: Vec<Way<ComposeWay>> = calls.iter().map(way).collect();
        let texts = MemoryFiles::new(files.iter().map(|path| ((*path).to_owned(), WHOLE.to_owned())));
        let found = units(&candidates, &ways, &texts, &Sources::default());
        assert_eq!(found.compose[0].env_files.join(","), expected, "{calls:?}");
    }
}

#[test]
fn a_base_that_only_a_way_completes_is_a_guest() {
    let files = [("compose.yaml", OVERLAY), ("compose.prod.yaml", WHOLE)];
    let found = started(&files, &[(&["compose.yaml", "compose.prod.yaml"], 1)]);
    let guests: Vec<(&str, bool)> = found.compose.iter().map(|unit| (unit.start.how.as_str(), unit.guest)).collect();
    assert_eq!(guests, [("standard", true), ("way", false)]);
}

#[test]
fn what_a_dotenv_above_starts_is_not_started_below() {
    let found = group(&[
        (".env", "COMPOSE_FILE=docker/compose.yaml:docker/compose.dev.yaml"),
        ("docker/compose.yaml", WHOLE),
        ("docker/compose.dev.yaml", OVERLAY),
        ("docker/compose.ci.yaml", OVERLAY),
        ("other/compose.yaml", WHOLE),
    ]);
    let found: Vec<String> = found
        .compose
        .iter()
        .map(|unit| format!("{}: {} {}", unit.directory, unit.files.join(" "), unit.env_files.join(" ")))
        .collect();
    let expected = [".:  ", "docker: docker/compose.yaml docker/compose.ci.yaml .env", "other:  "];
    assert_eq!(found, expected);
}

/// Where a large file stands among those of a way makes no difference to how often it is judged.
#[test]
fn ways_that_repeat_a_large_file_too_often_are_told_wherever_it_stands() {
    let large: String = (0..400).map(|i| format!("  s{i}: {{image: i}}\n")).collect();
    let large = format!("services:\n{large}");
    let small = "services: {s0: {image: x}}";
    let files = [("a.yml", small), ("b.yml", small), ("c.yml", small), ("large.yml", large.as_str())];
    let ways: [(&[&str], usize); 6] = [
        (&["a.yml", "large.yml"], 1),
        (&["b.yml", "large.yml"], 1),
        (&["c.yml", "large.yml"], 1),
        (&["a.yml", "large.yml", "b.yml"], 1),
        (&["a.yml", "b.yml"], 1),
        (&["b.yml", "c.yml"], 1),
    ];
    let found = started(&files, &ways);
    let with_large = |unit: &&Unit| unit.files.len() > 1 && unit.files.iter().any(|file| file == "large.yml");
    assert_eq!(found.compose.iter().filter(with_large).count(), 2);
    assert!(shown(&found).contains(&".: b.yml c.yml".to_owned()), "{:?}", shown(&found));
    assert_eq!(found.problems.len(), 2);
    assert!(found.problems.iter().all(|problem| problem.code == "too-many-overlays"));
}
