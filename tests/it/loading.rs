//! What loading costs grows with what is read, and no faster: counted in allocations and their bytes, not in time.
//!
//! Each kind of input is made in three sizes. Twice and four times as much may take at most 2^1.2 and 4^1.2 times the allocations and bytes, or
//! nothing more, where a limit tells.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use plimsoll_check::{self as check, Run, Settlement};
use plimsoll_judge::config::{Config, Layers};
use plimsoll_judge::waiver::WaiversAt;
use plimsoll_loader::discover::{self, Found};
use plimsoll_policy::{Bundle, PolicySet};
use plimsoll_report::Repository;
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;

use crate::scaling::{KINDS, Made, lines};

/// The smallest input of a loader.
const SMALL: usize = 60;

/// How the count may grow with the input.
const SLOPE: f64 = 1.2;

/// Allocations that a small input may take whatever it is.
const NOTHING: u64 = 2_000;

/// Allocations and their bytes, all that are made on the way.
type Cost = [u64; 2];

/// What some work costs. It stays on one thread, so that all of it is counted.
fn cost(work: impl FnOnce() + Send) -> Cost {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let counted = pool.install(|| allocation_counter::measure(work));
    [counted.count_total, counted.bytes_total]
}

fn load(made: Made) -> Cost {
    let kind = |(path, _): &(String, String)| Some((path.clone(), discover::kind_of(path.rsplit('/').next()?)?));
    let found = Found { candidates: made.iter().filter_map(kind).collect(), ..Found::default() };
    let files = MemoryFiles::new(made);
    cost(|| drop(check::projects(&found, &crate::shared::scope(), &files, &Sources::default())))
}

fn configure(text: String) -> Cost {
    let sources = Sources::default();
    let file = sources.add("plimsoll.yaml", text);
    cost(|| drop(Config::parse(&sources, file)))
}

/// A waivers file and a Compose file, settled with the findings of one rule.
fn waive(policies: &PolicySet, waivers: String, compose: String) -> Cost {
    let sources = Arc::new(Sources::default());
    let file = sources.add("plimsoll-waivers.yaml", waivers);
    let files = MemoryFiles::new([("compose.yaml".to_owned(), compose)]);
    let candidates = BTreeMap::from([("compose.yaml".to_owned(), discover::kind_of("compose.yaml").unwrap())]);
    let found = Found { candidates, ..Found::default() };
    let rules: Vec<_> =
        policies.rules().iter().filter(|rule| rule.id.as_str() == "compose/service-privileged").cloned().collect();
    let settlement = Settlement {
        as_of: "2026-11-20".to_owned(),
        waivers: Some(vec![WaiversAt { file, below: ".".to_owned() }]),
        ..Settlement::default()
    };
    cost(|| {
        let run = Run {
            found: &found,
            scope: &crate::shared::scope(),
            files: &files,
            sources,
            policies,
            shows_controls: false,
            is_about_controls: false,
            repository: Repository::default(),
        };
        drop(check::report(run, &mut Layers::of_rules(&rules), settlement, Vec::new()).unwrap());
    })
}

fn complaint(name: &str, cost: impl Fn(usize) -> Cost) -> Option<String> {
    // What is made once is made before anything is counted.
    cost(1);
    let small = cost(SMALL);
    for times in [2, 4] {
        let large = cost(SMALL * times);
        for (what, few, many) in [("allocations", small[0], large[0]), ("bytes", small[1], large[1])] {
            let most = few as f64 * (times as f64).powf(SLOPE);
            // Buffers double now and then: bytes are compared where that no longer shows.
            if many > NOTHING && many as f64 > most && (what == "allocations" || times == 4) {
                let slope = (many as f64 / few as f64).ln() / (times as f64).ln();
                return Some(format!("{name}: {few} {what}, {many} for {times} times as much: slope {slope:.2}"));
            }
        }
    }
    None
}

fn one(path: &str, text: String) -> Made {
    vec![(path.to_owned(), text)]
}

fn compose(text: String) -> Made {
    one("compose.yaml", text)
}

fn service(text: &str) -> Made {
    compose(format!("services:\n  a:\n    image: i\n{text}"))
}

/// Inputs by what the loaders iterate.
const LOADERS: &[(&str, fn(usize) -> Made)] = &[
    ("documents laid over each other", |n| {
        let files = (0..n).map(|i| format!("c{i}.yaml"));
        let base = format!("services:\n{}", lines(20, |i| format!("  s{i}: {{image: i, labels: {{a: b}}}}")));
        let mut all =
            vec![(".env".to_owned(), format!("COMPOSE_FILE=b.yaml:{}\n", files.clone().collect::<Vec<_>>().join(":")))];
        all.push(("b.yaml".to_owned(), base.clone()));
        all.push(("compose.yaml".to_owned(), base));
        all.extend(files.map(|file| (file, "services: {s0: {tty: true}}\n".to_owned())));
        all
    }),
    ("services that extend one", |n| {
        compose(format!(
            "services:\n  b: {{image: i, environment: {{A: x, B: y, C: z}}}}\n{}",
            lines(n, |i| format!("  s{i}: {{extends: {{service: b}}}}"))
        ))
    }),
    ("variables of what one service extends", |n| {
        compose(format!(
            "services:\n  b:\n    image: i\n    environment:\n{}  s: {{extends: {{service: b}}}}\n",
            lines(n, |i| format!("      A{i}: x"))
        ))
    }),
    ("services that extend another file", |n| {
        let mut all = compose(format!(
            "services:\n{}",
            lines(n, |i| format!("  s{i}: {{extends: {{file: base/b.yaml, service: b}}}}"))
        ));
        all.push(("base/b.yaml".to_owned(), "services: {b: {image: i, environment: {A: x}}}\n".to_owned()));
        all
    }),
    ("includes", |n| {
        let mut all =
            compose(format!("include: [{}]\n", (0..n).map(|i| format!("d/c{i}.yaml")).collect::<Vec<_>>().join(", ")));
        all.extend((0..n).map(|i| (format!("d/c{i}.yaml"), format!("services: {{s{i}: {{image: i}}}}\n"))));
        all
    }),
    ("merge keys", |n| {
        compose(format!(
            "x-b: &b {{labels: {{a: b, c: d}}, image: i}}\nservices:\n{}",
            lines(n, |i| format!("  s{i}: {{<<: *b}}"))
        ))
    }),
    ("aliases", |n| service(&format!("    x-b: &b v\n    labels:\n{}", lines(n, |i| format!("      l{i}: *b"))))),
    ("variables of a .env that use each other", |n| {
        let mut all = service("    command: $V0\n");
        all.push((".env".to_owned(), lines(n, |i| format!("V{i}=${{V{}}}", i.saturating_sub(1)))));
        all
    }),
    ("uses in one value", |n| service(&format!("    command: \"{}\"\n", "$A ".repeat(n)))),
    ("uses of variables that differ", |n| {
        service(&format!("    command: \"{}\"\n", (0..n).map(|i| format!("$A{i} ")).collect::<String>()))
    }),
    ("defaults in defaults", |n| {
        service(&format!("    labels:\n{}", lines(n, |i| format!("      l{i}: '${{A:-${{B:-${{C:-x}}}}}}'"))))
    }),
    ("env files of services", |n| {
        let mut all =
            compose(format!("services:\n{}", lines(n, |i| format!("  s{i}: {{image: i, env_file: [e.env]}}"))));
        all.push(("e.env".to_owned(), "A=1\nB=2\n".to_owned()));
        all
    }),
    ("quoted values of an env file", |n| one("x.env", lines(n, |i| format!("V{i}=\"a\\n$V b\"")))),
    ("statements on one line of an env file", |n| one("x.env", (0..n).map(|i| format!("V{i}='x' ")).collect())),
    ("mistakes of an env file", |n| one("x.env", lines(n, |i| format!("a b {i}=x")))),
    ("quotes of an env file that do not end", |n| one("x.env", lines(n, |i| format!("V{i}=\"x")))),
    ("comments of an env file", |n| one("x.env", lines(n, |i| format!("# c {i}")))),
    ("continued lines", |n| one("Dockerfile", format!("FROM a\nRUN a \\\n{}b\n", "b \\\n".repeat(n)))),
    ("words of an ENV", |n| {
        one("Dockerfile", format!("FROM a\nENV {}\n", (0..n).map(|i| format!("A{i}=x ")).collect::<String>()))
    }),
    ("unknown instructions", |n| one("Dockerfile", format!("FROM a\n{}", "FOO bar\n".repeat(n)))),
    ("substitutions", |n| {
        one("Dockerfile", format!("FROM a\nENV A=aaaa\n{}", lines(n, |i| format!("ENV B{i}=${{A//a*/x}}"))))
    }),
    ("patterns of a .dockerignore", |n| {
        vec![
            ("Dockerfile".to_owned(), "FROM a\nCOPY . /x\n".to_owned()),
            (".dockerignore".to_owned(), lines(n, |i| format!("**/x{i}*"))),
        ]
    }),
    ("parts of a pattern of a .dockerignore", |n| {
        vec![("Dockerfile".to_owned(), "FROM a\nCOPY . /x\n".to_owned()), (".dockerignore".to_owned(), "*a".repeat(n))]
    }),
    ("projects", |n| {
        (0..n).map(|i| (format!("d{i}/compose.yaml"), "services: {a: {image: i}}\n".to_owned())).collect()
    }),
    ("fragments of projects", |n| {
        let base = |i| (format!("d{i}/compose.yaml"), format!("services: {{a{i}: {{image: i}}}}\n"));
        let over = |i| (format!("d{i}/compose.prod.yaml"), format!("services: {{a{i}: {{tty: true}}}}\n"));
        (0..n).flat_map(|i| [base(i), over(i)]).collect()
    }),
    ("keys that stand twice", |n| compose(format!("services: {{a: {{image: i}}}}\nx-a: {{{}}}\n", "k: 1, ".repeat(n)))),
    ("brackets that do not end", |n| compose(format!("x-a: {}\n", "[".repeat(n)))),
    ("mistakes of a Compose file", |n| compose(format!("services:\n{}", lines(n, |i| format!("  s{i}: {{imag: i}}"))))),
];

#[test]
fn no_loader_costs_more_than_in_proportion_to_what_it_reads() {
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.make)).chain(LOADERS.iter().copied());
    let mut wrong: Vec<String> = kinds.filter_map(|(name, make)| complaint(name, |n| load(make(n)))).collect();
    let long = |n: usize| lines(n, |i| format!("  \"compose/{i}*\": off"));
    wrong.extend(complaint("rules of a configuration", |n| configure(format!("version: 1\nrules:\n{}", long(n)))));
    wrong.extend(complaint("brackets of a configuration", |n| {
        configure(format!("version: 1\nrules: {}\n", "[".repeat(n)))
    }));
    wrong.extend(complaint("secrets that a configuration allows", |n| {
        configure(format!(
            "version: 1\nsecrets:\n  allow:\n{}",
            lines(n, |i| format!("    - {{path: '**/{i}', key: '*a*b', reason: x}}"))
        ))
    }));
    wrong.extend(complaint("environments", |n| {
        configure(format!(
            "version: 1\nenvironments:\n{}",
            lines(n.min(200), |i| format!("  - {{name: e{i}, files: [compose.yaml]}}"))
        ))
    }));
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn waivers_cost_in_proportion_to_their_number() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).unwrap();
    let compose = |n| format!("services:\n{}", lines(n, |i| format!("  s{i}: {{image: i, privileged: true}}")));
    let file = |n| {
        let fields = "kind: risk-accepted, reason: r, owner: o, approver: a, created: 2020-01-01, expires: 2099-01-01";
        let one =
            |i| format!("  - {{id: W{i}, rules: [compose/service-privileged], match: {{path: '**/x{i}'}}, {fields}}}");
        format!("version: 1\nwaivers:\n{}", lines(n, one))
    };
    let mut wrong = Vec::new();
    wrong.extend(complaint("waivers of a file", |n| waive(&policies, file(n), compose(1))));
    wrong.extend(complaint("waivers in comments", |n| {
        let mut text = compose(1);
        for i in 0..n {
            writeln!(text, "# plimsoll: ignore[compose/service-privileged] reason=\"x{i}\"").unwrap();
        }
        waive(&policies, file(1), text)
    }));
    wrong.extend(complaint("findings that a waiver covers", |n| {
        waive(&policies, file(1).replace("**/x0", "**"), compose(n))
    }));
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}
