//! The style that the rules in this repository keep: complete METADATA, names that say the bad thing, and only such Rego as means the same
//! in every engine.

use plimsoll_policy_text::annotation;
use regorus::unstable::{Expr, Rule as RegoRule, RuleHead};

use super::bundle::{Bundle, Module};
use super::check::{self, Checked};
use super::syntax::{self, Syntax, Visitor};
use super::{PolicyError, SubjectKind, contract, metadata, rewrite, world};

/// A name says the bad thing, so that "allow <name>" reads right.
const NOT_A_BAD_THING: [&str; 7] = ["no_", "avoid_", "use_", "check_", "prefer_", "do_not_", "ensure_"];

/// Settings whose own names begin so.
const SETTINGS: [&str; 2] = ["no_new_privileges", "use_api_socket"];

/// What METADATA of a rule of ours must say besides what the schema demands.
const REQUIRED: [&str; 8] = [
    "/description",
    "/related_resources/0",
    "/custom/confidence",
    "/custom/category",
    "/custom/set",
    "/custom/since",
    "/custom/remediation",
    "/custom/applies_to",
];

/// Everything in a bundle that our style does not allow, sorted. Tests are only looked at for their syntax.
pub fn lint(bundle: &Bundle) -> Vec<PolicyError> {
    let mut found = Vec::new();
    let mut parsed = Vec::new();
    for module in &bundle.modules {
        match check::parse(&module.path, &module.text) {
            Ok(syntax) => {
                engine_style(module, &syntax, &mut found);
                if !module.is_test() {
                    rule_style(module, &syntax, &mut found);
                }
                parsed.push((module, syntax));
            }
            Err(error) => found.push(error),
        }
    }
    let checked =
        parsed.iter().map(|(module, syntax)| Checked { path: &module.path, text: &module.text, syntax, judged: true });
    let judges_environments = |module: &&Module| matches!(world::rule(module), Ok(Some(rule)) if rule.applies_to == SubjectKind::Environments);
    let rules = bundle.modules.iter().filter(|module| !module.is_test()).filter(judges_environments);
    let environments = rules.map(|module| module.path.to_string()).collect();
    found.extend(contract::complaints(&checked.collect::<Vec<_>>(), &environments));
    found.sort_by(|a, b| (&a.path, a.line, &a.message).cmp(&(&b.path, b.line, &b.message)));
    found
}

fn style(module: &Module, line: u32, message: impl Into<String>) -> PolicyError {
    PolicyError::new("policy-style", module.path.as_ref(), message)
        .line(line)
        .help("policies/README.md says how rules are written")
}

fn engine_style(module: &Module, syntax: &Syntax, found: &mut Vec<PolicyError>) {
    let wanted = rewrite::wanted(syntax, &module.text);
    found.extend(wanted.into_iter().map(|(line, reason)| style(module, line, reason)));
    let unused = check::unused_imports(syntax).into_iter();
    found.extend(unused.map(|(name, line)| style(module, line, format!("`{name}` is imported and never used"))));
    let mut verbs = Verbs::default();
    syntax.module.policy.iter().for_each(|rule| syntax::visit_rule(rule, &mut verbs));
    for (line, verb) in verbs.other {
        found.push(style(
            module,
            line,
            format!("`{verb}` in sprintf: only %s, %d, %v and %q mean the same everywhere"),
        ));
    }
}

#[derive(Default)]
struct Verbs {
    other: Vec<(u32, String)>,
}

impl Visitor for Verbs {
    fn expr(&mut self, expr: &Expr) {
        let Expr::Call { fcn, params, .. } = expr else { return };
        let is_sprintf = plimsoll_typing::fixed_path(fcn).is_some_and(|(path, _)| path == ["sprintf"]);
        let (true, Some(Expr::String { value, span, .. } | Expr::RawString { value, span, .. })) =
            (is_sprintf, params.first().map(AsRef::as_ref))
        else {
            return;
        };
        let format = value.as_string().map(|text| text.to_string()).unwrap_or_default();
        let mut rest = format.as_str();
        while let Some((_, after)) = rest.split_once('%') {
            let verb = after.chars().next();
            if !matches!(verb, Some('s' | 'd' | 'v' | 'q' | '%')) {
                self.other.push((span.line, format!("%{}", verb.map(String::from).unwrap_or_default())));
            }
            rest = after.get(verb.map_or(0, char::len_utf8)..).unwrap_or_default();
        }
    }
}

fn rule_style(module: &Module, syntax: &Syntax, found: &mut Vec<PolicyError>) {
    let Some(annotation) = annotation::of_package(&module.text) else {
        found.push(style(module, 1, "the policy has no METADATA"));
        return;
    };
    let metadata = match metadata::parse(&module.path, &annotation) {
        Ok(metadata) => metadata,
        Err(error) => return found.push(error),
    };
    if metadata::is_library(&metadata) {
        return;
    }
    found.extend(metadata::complaints(&module.path, &annotation, &metadata));
    for pointer in REQUIRED.iter().filter(|pointer| metadata.pointer(pointer).is_none()) {
        let field = pointer.trim_start_matches('/').trim_end_matches("/0").replace('/', ".");
        found.push(style(module, annotation.line, format!("METADATA lacks `{field}`")));
    }
    let name = module.package().rsplit('.').next().unwrap_or_default();
    let is_setting = SETTINGS.iter().any(|setting| name.starts_with(setting));
    if let Some(prefix) = NOT_A_BAD_THING.iter().find(|prefix| name.starts_with(**prefix) && !is_setting) {
        found.push(style(
            module,
            annotation.line,
            format!("`{name}` begins with `{prefix}`: a name says the bad thing"),
        ));
    }
    for rule in &syntax.module.policy {
        let line = rule.span().line;
        match (syntax::root(syntax::head(rule)), rule.as_ref()) {
            (Some("deny"), RegoRule::Spec { head: RuleHead::Set { key: Some(key), .. }, .. }) => {
                let is_variable = matches!(key.as_ref(), Expr::Var { .. });
                let message = "what `deny` contains is a variable, bound last in the body";
                found.extend((!is_variable).then(|| style(module, line, message)));
            }
            (Some("deny"), _) => found.push(style(module, line, "`deny` is written `deny contains finding if { … }`")),
            (Some(name), _) if !name.starts_with('_') => {
                found.push(style(module, line, format!("only `deny` is public in a rule: name it `_{name}`")));
            }
            _ => {}
        }
    }
}
