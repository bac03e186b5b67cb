//! What a rule costs grows with what it looks at, and no faster: counted in steps of the engine, not in time.
//!
//! Each kind of input is made in three sizes; of each rule the steps are found on the smallest, and twice and four times the input may take
//! at most 2^1.2 and 4^1.2 times as many. `SCALING_TABLE=1 cargo test scaling -- --nocapture` prints the steepest slope of each rule.

use std::fmt::Write as _;
use std::sync::Arc;

use plimsoll_check::{self as check};
use plimsoll_loader::discover::{self, Found};
use plimsoll_policy::{Bundle, Evaluator, PolicySet, Rule};
use plimsoll_source::Sources;
use plimsoll_source::files::MemoryFiles;
use rayon::prelude::*;

/// The smallest input.
const SMALL: usize = 20;

/// So few steps are nothing, whatever they grow to.
const NOTHING: u32 = 6_000;

/// How steps may grow when the input is four times as large.
const SLOPE: f64 = 1.2;

/// Files of a project that has `n` of something.
pub(crate) type Made = Vec<(String, String)>;

pub(crate) fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        writeln!(text, "{}", line(i)).expect("a text takes it");
        text
    })
}

fn compose(text: String) -> Made {
    vec![("compose.yaml".to_owned(), text)]
}

/// One service with `n` of an attribute.
fn service(attribute: &str, n: usize, item: impl Fn(usize) -> String) -> Made {
    compose(format!(
        "services:\n  a:\n    image: nginx:1.27\n    {attribute}:\n{}",
        lines(n, |i| format!("      {}", item(i)))
    ))
}

/// `n` services.
fn services(n: usize, body: impl Fn(usize) -> String) -> Made {
    compose(format!("services:\n{}", lines(n, |i| format!("  s{i}: {{{}}}", body(i)))))
}

/// With more text at the end of the first file.
fn and(mut made: Made, text: &str) -> Made {
    made[0].1.push_str(text);
    made[0].1.push('\n');
    made
}

fn dockerfile(text: String) -> Made {
    vec![("Dockerfile".to_owned(), text)]
}

fn stage(n: usize, line: impl Fn(usize) -> String) -> Made {
    dockerfile(format!("FROM alpine:3.20\n{}", lines(n, line)))
}

/// One RUN with `n` times some commands.
fn run(n: usize, commands: impl Fn(usize) -> String) -> Made {
    let all: Vec<String> = (0..n).map(commands).collect();
    dockerfile(format!("FROM debian:12\nRUN {}\n", all.join(" && \\\n  ")))
}

/// One kind of input.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) make: fn(usize) -> Made,
}

pub(crate) const KINDS: &[Kind] = &[
    Kind { name: "services", make: |n| services(n, |_| "image: nginx:1.27".into()) },
    Kind {
        name: "services that are open",
        make: |n| {
            and(
                services(n, |i| {
                    format!(
                        "image: 'postgres:14', privileged: true, ports: ['{}:5432'], volumes: ['v:/data', '/var/run/docker.sock:/var/run/docker.sock'], environment: {{DB_PASSWORD: postgres, URL: 'http://s{}:80/'}}",
                        8000 + i,
                        i / 2
                    )
                }),
                "volumes: {v: {}}",
            )
        },
    },
    Kind {
        name: "services that wait",
        make: |n| {
            services(n, |i| {
                format!("image: nginx:1.27, depends_on: {{s{}: {{condition: service_healthy}}}}", (i + 1) % n)
            })
        },
    },
    Kind {
        name: "services in networks",
        make: |n| {
            and(
                services(n, |i| format!("image: nginx:1.27, networks: [n{}, m]", i % 5)),
                "networks: {n0: {}, n1: {}, n2: {}, n3: {}, n4: {}, m: {}}",
            )
        },
    },
    Kind {
        name: "services with checks",
        make: |n| {
            services(n, |_| {
                "image: nginx:1.27, healthcheck: {test: [CMD, curl, 'http://localhost:80'], interval: 10s}".into()
            })
        },
    },
    Kind {
        name: "services with secrets",
        make: |n| {
            and(
                services(n, |i| format!("image: nginx:1.27, secrets: [q{}]", i % 7)),
                "secrets: {q0: {file: ./q}, q1: {file: ./q}, q2: {file: ./q}, q3: {file: ./q}, q4: {file: ./q}, q5: {file: ./q}, q6: {file: ./q}}",
            )
        },
    },
    Kind {
        name: "services by links",
        make: |n| {
            services(n, |i| {
                format!(
                    "image: nginx:1.27, links: [s{}], network_mode: 'service:s0', volumes_from: [s{}]",
                    (i + 1) % n,
                    i / 8 * 8
                )
            })
        },
    },
    Kind { name: "ports", make: |n| service("ports", n, |i| format!("- '{}:{}'", 1000 + i, 1000 + i)) },
    Kind {
        name: "a range of ports",
        make: |n| compose(format!("services: {{a: {{image: 'nginx:1.27', ports: ['1-{n}:1-{n}']}}}}\n")),
    },
    Kind {
        name: "ranges of ports",
        make: |n| service("ports", n, |i| format!("- '{}-{}:{}-{}'", 20 * i + 1, 20 * i + 9, 20 * i + 1, 20 * i + 9)),
    },
    Kind {
        name: "ranges of ports that meet",
        make: |n| {
            services(n, |i| format!("image: 'nginx:1.27', ports: ['{}-9000:{}-9000', '{}:1']", i + 1, i + 1, i + 1))
        },
    },
    Kind { name: "expose", make: |n| service("expose", n, |i| format!("- '{}'", 1000 + i)) },
    Kind { name: "volumes", make: |n| service("volumes", n, |i| format!("- /a{i}:/b{i}")) },
    Kind {
        name: "named volumes",
        make: |n| {
            and(
                service("volumes", n, |i| format!("- v{i}:/b{i}")),
                &format!("volumes:\n{}", lines(n, |i| format!("  v{i}: {{}}"))),
            )
        },
    },
    Kind { name: "variables", make: |n| service("environment", n, |i| format!("V{i}: value{i}")) },
    Kind { name: "secret variables", make: |n| service("environment", n, |i| format!("V{i}_PASSWORD: changeme{i}")) },
    Kind { name: "labels", make: |n| service("labels", n, |i| format!("l{i}: x")) },
    Kind { name: "unset variables", make: |n| service("labels", n, |i| format!("l{i}: '${{V{i}}}'")) },
    Kind {
        name: "services of unset variables",
        make: |n| services(n, |i| format!("image: $A{i}, user: $U{i}, ports: ['$P{i}:80']")),
    },
    Kind { name: "uses of a variable", make: |n| service("labels", n, |i| format!("l{i}: '${{V}}'")) },
    Kind { name: "capabilities", make: |n| service("cap_add", n, |i| format!("- CAP{i}")) },
    Kind { name: "hosts", make: |n| service("extra_hosts", n, |i| format!("- h{i}:10.0.0.1")) },
    Kind { name: "devices", make: |n| service("devices", n, |i| format!("- /dev/d{i}:/dev/e{i}")) },
    Kind { name: "tmpfs", make: |n| service("tmpfs", n, |i| format!("- /t{i}")) },
    Kind { name: "sysctls", make: |n| service("sysctls", n, |i| format!("net.a{i}: 1")) },
    Kind { name: "ulimits", make: |n| service("ulimits", n, |i| format!("u{i}: 1")) },
    Kind { name: "options", make: |n| service("security_opt", n, |i| format!("- o{i}:x")) },
    Kind { name: "groups", make: |n| service("group_add", n, |i| format!("- g{i}")) },
    Kind { name: "names of name servers", make: |n| service("dns", n, |i| format!("- 10.0.{}.{}", i / 250, i % 250)) },
    Kind { name: "words of a command", make: |n| service("command", n, |i| format!("- --option{i}=x")) },
    Kind {
        name: "networks",
        make: |n| {
            compose(format!(
                "services: {{a: {{image: 'nginx:1.27'}}}}\nnetworks:\n{}",
                lines(n, |i| format!("  n{i}: {{ipam: {{config: [{{subnet: 10.{}.{}.0/24}}]}}}}", i / 250, i % 250))
            ))
        },
    },
    Kind {
        name: "top-level volumes",
        make: |n| {
            compose(format!(
                "services: {{a: {{image: 'nginx:1.27'}}}}\nvolumes:\n{}",
                lines(n, |i| format!("  n{i}: {{}}"))
            ))
        },
    },
    Kind {
        name: "top-level secrets",
        make: |n| {
            compose(format!(
                "services: {{a: {{image: 'nginx:1.27'}}}}\nsecrets:\n{}",
                lines(n, |i| format!("  n{i}: {{file: ./f{i}}}"))
            ))
        },
    },
    Kind {
        name: "configs",
        make: |n| {
            compose(format!(
                "services: {{a: {{image: 'nginx:1.27'}}}}\nconfigs:\n{}",
                lines(n, |i| format!("  n{i}: {{content: c{i}}}"))
            ))
        },
    },
    Kind { name: "images of one name", make: |n| services(n, |i| format!("image: 'node:{}'", 9 + i % 15)) },
    Kind {
        name: "env files",
        make: |n| {
            let mut all = service("env_file", n, |i| format!("- e{i}.env"));
            all.extend((0..n).map(|i| (format!("e{i}.env"), format!("V{i}=x\n"))));
            all
        },
    },
    Kind {
        name: "built services",
        make: |n| {
            let mut all = services(n, |i| {
                format!("build: {{context: ., dockerfile: d{i}.Dockerfile}}, ports: ['{}:80']", 8000 + i)
            });
            all.extend((0..n).map(|i| {
                (
                    format!("d{i}.Dockerfile"),
                    format!("FROM node:{}\nRUN npm ci\nUSER root\nEXPOSE 80\nCMD [\"node\", \"a.js\"]\n", 10 + i % 9),
                )
            }));
            all
        },
    },
    Kind { name: "lines of an env file", make: |n| vec![("x.env".into(), lines(n, |i| format!("V{i}=x")))] },
    Kind { name: "one key of an env file", make: |n| vec![("x.env".into(), lines(n, |i| format!("V=x{i}")))] },
    Kind {
        name: "secrets of an env file",
        make: |n| vec![("x.env".into(), lines(n, |i| format!("V{i}_PASSWORD=changeme{i}")))],
    },
    Kind {
        name: "hosts of an env file",
        make: |n| vec![("x.env".into(), lines(n, |i| format!("DOCKER_HOST{i}=tcp://10.0.0.1:2375")))],
    },
    Kind { name: "RUN", make: |n| stage(n, |i| format!("RUN apk add x{i} && curl http://x.example/{i} | sh")) },
    Kind {
        name: "commands of a RUN",
        make: |n| {
            dockerfile(format!(
                "FROM debian:12\nRUN apt-get update{}\n",
                lines(n, |i| format!(" && apt-get install -y p{i} \\")).trim_end_matches(['\\', '\n'])
            ))
        },
    },
    Kind {
        name: "packages of a RUN",
        make: |n| {
            dockerfile(format!(
                "FROM debian:12\nRUN apt-get update && apt-get install -y {}\n",
                lines(n, |i| format!("p{i} \\")).trim_end_matches(['\\', '\n'])
            ))
        },
    },
    Kind { name: "scripts of a RUN", make: |n| run(n, |i| format!("curl http://x.example/{i} | sh")) },
    Kind {
        name: "what a RUN leaves",
        make: |n| {
            run(n, |i| {
                format!(
                    "apt-get update && yum install y{i} && apk add a{i} && pip install p{i} && yarn install && git clone https://x.example/{i} && curl -k -O https://x.example/{i}.tgz"
                )
            })
        },
    },
    Kind { name: "RUN that asks", make: |n| stage(n, |i| format!("RUN apt-get install x{i} && yum install y{i}")) },
    Kind { name: "COPY", make: |n| stage(n, |i| format!("COPY a{i} /b{i}")) },
    Kind { name: "ENV", make: |n| stage(n, |i| format!("ENV A{i}=x")) },
    Kind { name: "ENV of ENV", make: |n| stage(n, |i| format!("ENV A{i}=$A{}x", i.saturating_sub(1))) },
    Kind { name: "ARG", make: |n| stage(n, |i| format!("ARG A{i}=x")) },
    Kind {
        name: "ARG before FROM",
        make: |n| dockerfile(format!("{}FROM alpine:3.20\n", lines(n, |i| format!("ARG A{i}=x")))),
    },
    Kind { name: "LABEL", make: |n| stage(n, |i| format!("LABEL a{i}=x")) },
    Kind { name: "EXPOSE", make: |n| stage(n, |i| format!("EXPOSE {}", 1000 + i)) },
    Kind { name: "VOLUME", make: |n| stage(n, |i| format!("VOLUME /v{i}")) },
    Kind { name: "USER", make: |n| stage(n, |i| format!("USER u{i}\nRUN apk add x")) },
    Kind { name: "WORKDIR", make: |n| stage(n, |i| format!("WORKDIR w{i}")) },
    Kind { name: "ADD", make: |n| stage(n, |i| format!("ADD https://x.example/{i}.tgz /b{i}")) },
    Kind { name: "CMD", make: |n| stage(n, |i| format!("CMD echo {i}")) },
    Kind { name: "HEALTHCHECK", make: |n| stage(n, |i| format!("HEALTHCHECK CMD curl http://localhost:{i}")) },
    Kind { name: "ONBUILD", make: |n| stage(n, |i| format!("ONBUILD RUN x{i}")) },
    Kind { name: "stages", make: |n| dockerfile(lines(n, |i| format!("FROM alpine:3.20 AS s{i}\nRUN echo {i}"))) },
    Kind {
        name: "stages on stages",
        make: |n| {
            dockerfile(format!(
                "FROM alpine:3.20 AS s0\n{}",
                lines(n, |i| format!("FROM s{i} AS s{}\nRUN echo {i}\nCOPY --from=s0 /a /b", i + 1))
            ))
        },
    },
    Kind { name: "heredocs", make: |n| stage(n, |i| format!("RUN <<E\ncurl http://x.example/{i} | sh\nE")) },
];

/// Everything of one size, one evaluator for each project, with the project as its input.
pub(crate) type Sized = Vec<Evaluator>;

pub(crate) fn sized(evaluator: &Evaluator, made: Made) -> Sized {
    let candidates = made
        .iter()
        .filter_map(|(path, _)| Some((path.clone(), discover::kind_of(path.rsplit('/').next()?)?)))
        .collect();
    let found = Found { candidates, ..Found::default() };
    let files = MemoryFiles::new(made);
    let (loaded, _) = check::projects(&found, &crate::shared::scope(), &files, &Sources::default());
    assert!(!loaded.is_empty(), "nothing was made");
    let one = |project: &_| {
        let mut evaluator = evaluator.clone();
        evaluator.set_input(project);
        evaluator
    };
    loaded.iter().map(|loaded| one(&loaded.project)).collect()
}

/// Whether a rule comes to its end within so many steps on each project.
pub(crate) fn ends(projects: &mut Sized, rule: &Rule, steps: u32) -> bool {
    projects.iter_mut().all(|evaluator| {
        evaluator.set_budget(steps);
        evaluator.answer(rule).is_ok()
    })
}

/// The steps that a rule takes at most on one of the projects, to a twentieth.
fn steps(projects: &mut Sized, rule: &Rule) -> u32 {
    let (mut low, mut high) = (0, 256);
    while !ends(projects, rule, high) {
        (low, high) = (high, high.saturating_mul(2));
        assert!(high < u32::MAX, "{} does not end", rule.id);
    }
    while high - low > high / 20 {
        let middle = low + (high - low) / 2;
        if ends(projects, rule, middle) { high = middle } else { low = middle }
    }
    high
}

/// What is wrong with a rule on one kind of input.
fn complaint(rule: &Arc<Rule>, kind: &Kind, [small, double, fourfold]: &mut [Sized; 3]) -> Option<String> {
    if ends(fourfold, rule, NOTHING) {
        return None;
    }
    let few = steps(small, rule);
    for (times, projects) in [(2.0_f64, double), (4.0, fourfold)] {
        let most = (f64::from(few) * times.powf(SLOPE)) as u32;
        if !ends(projects, rule, most.max(NOTHING)) {
            let many = steps(projects, rule);
            let slope = (f64::from(many) / f64::from(few)).ln() / times.ln();
            return Some(format!(
                "{} on {}: {few} steps, {many} on {times} times as much: slope {slope:.2}",
                rule.id, kind.name
            ));
        }
    }
    None
}

/// The steps on the smallest input, those on four times as much, and the slope, where they are not nothing.
fn slope(rule: &Rule, [small, _, fourfold]: &mut [Sized; 3]) -> Option<(f64, u32, u32)> {
    if ends(fourfold, rule, NOTHING) {
        return None;
    }
    let (few, many) = (steps(small, rule), steps(fourfold, rule));
    Some(((f64::from(many) / f64::from(few)).ln() / 4.0_f64.ln(), few, many))
}

/// For each rule the input that it is steepest on.
fn print_table(evaluator: &Evaluator, rules: &[Arc<Rule>]) {
    let rows = |kind: &Kind| {
        let mut sizes = [1, 2, 4].map(|times| sized(evaluator, (kind.make)(SMALL * times)));
        rules.iter().map(|rule| (slope(rule, &mut sizes), kind.name)).collect::<Vec<_>>()
    };
    let columns: Vec<Vec<_>> = KINDS.iter().map(rows).collect();
    println!("| rule | steepest on | steps | on four times as much | slope |\n|---|---|---|---|---|");
    for (i, rule) in rules.iter().enumerate() {
        let steepest = columns.iter().map(|column| &column[i]).max_by(|(a, _), (b, _)| {
            let key = |slope: &Option<(f64, u32, u32)>| slope.map_or(f64::NEG_INFINITY, |(slope, ..)| slope);
            key(a).total_cmp(&key(b))
        });
        match steepest {
            Some((Some((slope, few, many)), kind)) => {
                println!("| {} | {kind} | {few} | {many} | {slope:.2} |", rule.id);
            }
            _ => println!("| {} | | below {NOTHING} | | |", rule.id),
        }
    }
}

#[test]
fn no_rule_costs_more_than_in_proportion_to_what_it_looks_at() {
    let policies = PolicySet::load(Bundle::shipped(&plimsoll_rules::SHIPPED)).expect("the built-in policies load");
    let mut evaluator = policies.evaluator(policies.rules()).expect("they compile");
    evaluator.prepare(policies.rules().iter().map(AsRef::as_ref));
    if std::env::var_os("SCALING_TABLE").is_some() {
        print_table(&evaluator, policies.rules());
    }
    let complaints = |kind: &Kind| {
        let mut sizes = [1, 2, 4].map(|times| sized(&evaluator, (kind.make)(SMALL * times)));
        policies.rules().iter().filter_map(|rule| complaint(rule, kind, &mut sizes)).collect::<Vec<_>>()
    };
    let mut wrong: Vec<String> = KINDS.par_iter().flat_map_iter(complaints).collect();
    wrong.sort();
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}
