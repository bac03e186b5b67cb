//! Policies mean here what they mean in OPA: `tests/semantics/*.rego` hold OPA's answers, and `.ci/opa_compare.py` asks OPA again.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::world::World;
use super::{Bundle, PolicySet};

/// What a policy answers, as JSON: sets are sorted arrays.
fn answer(path: &str, text: &str, input: Value) -> Value {
    let bundle = Bundle::given([(path.to_owned(), text.to_owned())]).expect("no data files");
    let world = World::load(bundle, Bundle::default(), None).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let mut engine = world.engine(world.params(&Default::default())).unwrap_or_else(|error| panic!("{error}"));
    engine.set_input(regorus::Value::from(input));
    let answers = engine.eval_query("data.t".to_owned(), false).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::to_value(&answers.result[0].expressions[0].value).expect("JSON")
}

fn header(text: &str, name: &str) -> Value {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("# {name}: "))).expect("header");
    serde_json::from_str(line).expect("JSON")
}

#[test]
fn answers_are_opas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/semantics");
    let mut files: Vec<_> = fs::read_dir(folder).expect("folder").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    let mut different = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        let name = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let (ours, opas) = (answer(name, &text, header(&text, "input")), header(&text, "result"));
        let (Value::Object(ours), Value::Object(opas)) = (ours, opas) else { panic!("{name}: no objects") };
        let rules: std::collections::BTreeSet<&String> = ours.keys().chain(opas.keys()).collect();
        for rule in rules {
            // Where a partial object has no fields, the engine leaves it out.
            let is_nothing =
                |value: Option<&Value>| value.is_none_or(|v| v.as_object().is_some_and(serde_json::Map::is_empty));
            let (ours, opas) = (ours.get(rule), opas.get(rule));
            if ours != opas && !(is_nothing(ours) && is_nothing(opas)) {
                different.push(format!("{name} {rule}: ours {ours:?}, OPA's {opas:?}"));
            }
        }
    }
    assert!(different.is_empty(), "\n{}", different.join("\n"));
}

const RULE: &str =
    "# METADATA\n# title: t\n# custom: {severity: low, applies_to: service}\npackage acme.compose.bad_thing\n\n";

fn load(text: &str) -> Result<PolicySet, String> {
    let bundle = Bundle::given([("p.rego".to_owned(), text.to_owned())]).expect("no data files");
    let shown = |errors: Vec<super::PolicyError>| {
        errors
            .iter()
            .map(|e| format!("{}:{}: {}", e.path, e.line.unwrap_or(0), e.message))
            .collect::<Vec<_>>()
            .join("; ")
    };
    PolicySet::load(bundle).map_err(shown)
}

#[test]
fn broken_policies_are_named_with_their_line() {
    let deep = format!("x := {}1{}\n", "[".repeat(40), "]".repeat(40));
    let long = format!("x := 1{}\n", " +\n\t1".repeat(10_000));
    let cases = [
        ("deny contains x if {\n", "p.rego:7: expecting expression"),
        ("deny contains x if { y == 1; x := 1 }\n", "p.rego:0: "),
        ("x := cuont([])\n", "p.rego:6: there is no function `cuont`"),
        ("x := count(1, 2, 3)\n", "p.rego:6: `count` takes 1 arguments, not 3"),
        ("x := sprintf(\"a\")\n", "p.rego:6: `sprintf` takes 2 arguments, not 1"),
        ("x := data.acme.compose.other.y\n", "p.rego:6: `data.acme.compose.other.y` does not exist"),
        ("f(x) := f(x)\n", "p.rego:6: `data.acme.compose.bad_thing.f` needs itself"),
        ("a := b\n\nb := a\n", "p.rego:8: `data.acme.compose.bad_thing.a` needs itself"),
        (
            "a := 1\n\nb if {\n\tsome a in [1]\n}\n",
            "p.rego:9: the variable `a` has the name of a rule in the same file",
        ),
        (deep.as_str(), "p.rego:6: brackets are nested more than 14 deep"),
        (long.as_str(), ": more than 200 operators in one expression"),
    ];
    for (body, expected) in cases {
        let text = format!("{RULE}{body}");
        let found = match load(&text) {
            Err(found) => found,
            Ok(set) => set
                .evaluator(set.rules())
                .map(|_| String::new())
                .unwrap_or_else(|e| format!("{}:{}: {}", e.path, e.line.unwrap_or(0), e.message)),
        };
        let head = &body[..body.len().min(60)];
        assert!(found.contains(expected) || (expected.ends_with(":0: ") && !found.is_empty()), "{head}: {found}");
    }
}

#[test]
fn metadata_is_checked() {
    let deny = "deny contains finding if { finding := {} }\n";
    let cases = [
        (format!("package acme.x\n{deny}"), "p.rego:2: declares `deny`, but no METADATA describes the rule"),
        (RULE.to_owned(), "p.rego:1: METADATA describes a rule, but the policy has no `deny`"),
        (format!("# METADATA\n# title: [\npackage acme.x\n{deny}"), "METADATA is not YAML"),
        (format!("{}{deny}", RULE.replace("low", "grave")), "p.rego:3: METADATA: `custom.severity`: "),
        (format!("{}{deny}", RULE.replace("# title: t\n", "")), "\"title\" is a required property"),
        (format!("{}{deny}", RULE.replace("severity: low", "severity: low, sevrity: low")), "'sevrity' was unexpected"),
    ];
    for (text, expected) in cases {
        let found = load(&text).err().unwrap_or_default();
        assert!(found.contains(expected), "{text}: {found}");
    }
}

/// What the one rule of a policy answers for an empty project.
fn run(deny: &str) -> Result<Vec<super::RawFinding>, super::PolicyError> {
    let set = load(&format!("{RULE}{deny}\n")).unwrap_or_else(|error| panic!("{error}"));
    let mut evaluator = set.evaluator(set.rules())?;
    evaluator.set_input(&serde_json::json!({"services": {"web": {"image": "x"}}}));
    evaluator.run(&set.rules()[0])
}

#[test]
fn nonsense_is_refused_and_names_its_rule() {
    let cases = [
        ("deny := 5", "`deny` is 5, not a set of findings"),
        ("deny contains finding if { finding := \"text\" }", "`deny` holds no finding: "),
        ("deny contains finding if { finding := {\"message\": \"m\"} }", "\"at\" is a required property"),
        ("deny contains finding if { finding := {\"message\": \"m\", \"at\": \"services\"} }", "/at: "),
        ("deny contains finding if { finding := {\"message\": \"\", \"at\": \"\"} }", "/message: "),
        (
            "deny contains finding if { finding := {\"message\": \"m\", \"at\": \"\", \"line\": 1} }",
            "'line' was unexpected",
        ),
        (
            "deny contains finding if { finding := {\"message\": \"m\", \"at\": \"\", \"severity\": \"bad\"} }",
            "/severity: ",
        ),
        (
            "deny contains finding if { finding := startswith(json.unmarshal(\"1\"), \"a\") }",
            "`startswith` expects string argument. Got `1` instead",
        ),
        ("deny contains finding if { finding := regex.match(\"(\", \"a\") }", "regex.match: `(` is no pattern"),
    ];
    for (deny, expected) in cases {
        let error = run(deny).expect_err(deny);
        assert!(error.message.contains(expected), "{deny}: {}", error.message);
        assert_eq!(error.rule.map(|rule| rule.to_string()), Some("acme/compose/bad-thing".to_owned()));
        assert_eq!(error.path, "p.rego");
    }
}

#[test]
fn findings_are_read_whole() {
    let deny = r#"deny contains finding if {
        finding := {
            "message": "m", "at": "/services/web/image", "subject": "/services/web", "mark": "key", "outcome": "review",
            "severity": "high", "help": "h", "related": [{"at": "/services", "message": "r"}],
        }
    }"#;
    let found = run(deny).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.len(), 1);
    let (finding, at) = (&found[0], |text: &str| plimsoll_model::Address::parse(text));
    assert_eq!((Some(finding.at.clone()), finding.subject.clone()), (at("/services/web/image"), at("/services/web")));
    assert_eq!(finding.severity, Some(super::Severity::High));
    assert_eq!((finding.mark, finding.outcome), (Some(super::MarkPart::Key), super::RawOutcome::Review));
    assert_eq!(finding.related[0].message, "r");
}

#[test]
fn parameters_are_defaults_or_configured() {
    let text = format!(
        "{}deny contains finding if {{\n\tfinding := {{\"message\": data.params.acme.compose.bad_thing.word, \"at\": \"\"}}\n}}\n",
        RULE.replace("applies_to: service", "applies_to: service, params: {word: {default: a, description: d}}")
    );
    let mut set = load(&text).unwrap_or_else(|error| panic!("{error}"));
    let message = |set: &PolicySet| {
        let mut evaluator = set.evaluator(set.rules()).unwrap_or_else(|error| panic!("{error}"));
        evaluator.run(&set.rules()[0]).unwrap_or_else(|error| panic!("{error}"))[0].message.clone()
    };
    assert_eq!(message(&set), "a");
    let id = set.rules()[0].id.clone();
    set.configure(&id, "word", "b".into()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(message(&set), "b");
    let wrong =
        |set: &mut PolicySet, name: &str, value: Value| set.configure(&id, name, value).expect_err("wrong").to_string();
    assert!(wrong(&mut set, "word", 5.into()).contains("is a text, not a number"));
    assert!(wrong(&mut set, "wrod", "b".into()).contains("has no parameter `wrod`"));
}

#[test]
fn a_policy_that_never_ends_is_stopped() {
    let endless = "deny contains finding if {\n\tsome a in numbers.range(1, 3000)\n\tsome b in numbers.range(1, 3000)\n\tsome c in                    numbers.range(1, 3000)\n\ta + b + c < 0\n\tfinding := 1\n}";
    let set = load(&format!("{RULE}{endless}\n")).unwrap_or_else(|error| panic!("{error}"));
    let mut engine = set.engine().unwrap_or_else(|error| panic!("{error}"));
    let limit = std::time::Duration::from_millis(50);
    let check_interval = std::num::NonZeroU32::new(64).expect("not zero");
    engine.set_execution_timer_config(regorus::utils::limits::ExecutionTimerConfig { limit, check_interval });
    let error = engine.eval_rule("data.acme.compose.bad_thing.deny".to_owned()).expect_err("stopped");
    assert!(error.to_string().contains("time limit"), "{error}");
}

#[test]
fn facts_of_others_may_be_called_anything() {
    let facts = ["data/2fa.yaml", "data/default.yaml"].map(|path| (path.to_owned(), "a: 1\n".to_owned()));
    let given = Bundle::given(facts).expect("facts are YAML");
    let set = PolicySet::load(given.over(Bundle::shipped(&plimsoll_rules::SHIPPED)))
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut evaluator = set.evaluator(set.rules()).unwrap_or_else(|error| panic!("{error}"));
    evaluator.set_input(&serde_json::json!({"services": {}}));
    for rule in set.rules() {
        assert_eq!(evaluator.run(rule).map(|found| found.len()), Ok(0), "{}", rule.id);
    }
}
