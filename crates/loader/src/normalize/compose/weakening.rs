//! What a service lost against what it is made from: a control that its base (`extends`, a merge key) sets and that is gone, or turned
//! around, in the service as it will run.
//!
//! Bases are remembered while they are merged, as far as they say how a container is shut in; they are compared with the whole last.
//! A value that hangs on a variable says nothing here.

use std::collections::BTreeMap;

use super::tree::{Tree, Value};
use plimsoll_model::{BaseRoute, ServiceControl};
use plimsoll_source::Span;

/// A control that a service lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weakening {
    /// The service.
    pub service: String,
    /// What was lost.
    pub control: ServiceControl,
    /// How the base came in.
    pub through: BaseRoute,
    /// Where the base sets the control.
    pub base: Span,
    /// What stands against it; none where nothing does.
    pub replaced: Option<Span>,
    /// The service in the file that took it away, where a file did.
    pub by: Option<Span>,
}

/// What a service is made from.
#[derive(Debug, Clone)]
pub(super) struct Base {
    service: String,
    through: BaseRoute,
    by: Option<Span>,
    controls: BTreeMap<Control, Span>,
}

/// A way in which a container is shut in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Control {
    /// A control that is set or is not.
    Plain(ServiceControl),
    /// A capability that is dropped.
    Dropped(String),
}

/// A service as a base of another; nothing where it sets no control.
pub(super) fn base(service: &str, tree: &Tree, through: BaseRoute) -> Option<Base> {
    let controls = held(tree);
    (!controls.is_empty()).then(|| Base { service: service.to_owned(), through, by: None, controls })
}

/// A service as the files before have it, which one lies over that names it at `by`.
pub(super) fn below(service: &str, tree: &Tree, by: Span) -> Option<Base> {
    base(service, tree, BaseRoute::Override).map(|base| Base { by: Some(by), ..base })
}

/// What services of a finished model lost. Each control of a service is told once.
pub(super) fn find(model: &Tree, bases: &[Base]) -> Vec<Weakening> {
    let mut found: BTreeMap<(&str, ServiceControl), Weakening> = BTreeMap::new();
    // What the files before had in the end, whatever they made it from, only a file over them takes away.
    let (laid_over, others): (Vec<&Base>, Vec<&Base>) = bases.iter().partition(|base| base.by.is_some());
    for base in laid_over.into_iter().chain(others) {
        let Some(service) = model.get(&["services", &base.service]) else { continue };
        let held = held(service);
        for (control, span) in &base.controls {
            if kept(control, &held) || undecided(control, service) {
                continue;
            }
            let (name, replaced) = against(control, service);
            // A list that the base began does not stand against it.
            let replaced = replaced.filter(|place| place != span);
            let (service, through) = (base.service.clone(), base.through);
            let loss = Weakening { service, control: name, through, base: *span, replaced, by: base.by };
            found.entry((&base.service, name)).or_insert(loss);
        }
    }
    found.into_values().collect()
}

fn kept(control: &Control, held: &BTreeMap<Control, Span>) -> bool {
    let all = || held.contains_key(&Control::Dropped("ALL".to_owned()));
    held.contains_key(control) || (matches!(control, Control::Dropped(_)) && all())
}

/// Whether the value that counts hangs on a variable that nothing sets.
fn undecided(control: &Control, service: &Tree) -> bool {
    let Control::Plain(name) = control else { return false };
    let keys = SCALARS.iter().find(|(control, ..)| control == name).map_or([].as_slice(), |(_, keys, _)| keys);
    keys.iter().filter_map(|keys| service.get(keys)).any(|value| !known(value))
}

/// The controls that a service sets.
fn held(service: &Tree) -> BTreeMap<Control, Span> {
    let mut controls = BTreeMap::new();
    for (control, keys, is_held) in SCALARS {
        if let Some(value) = keys.iter().find_map(|keys| service.get(keys)).filter(|value| known(value))
            && value.scalar_text().is_some_and(|text| is_held(&text))
        {
            controls.insert(Control::Plain(control), value.origin.span);
        }
    }
    for item in items(service, "cap_drop") {
        if let Some(text) = item.as_str() {
            let name = text.trim().to_ascii_uppercase();
            let name = name.strip_prefix("CAP_").unwrap_or(&name).to_owned();
            controls.insert(Control::Dropped(name), item.origin.span);
        }
    }
    for (control, is_set, place) in options(service) {
        // The last entry counts.
        match is_set {
            true => controls.insert(Control::Plain(control), place),
            false => controls.remove(&Control::Plain(control)),
        };
    }
    if let Some(check) = service.get(&["healthcheck"]).filter(|check| tests(check)) {
        controls.insert(Control::Plain(ServiceControl::Healthcheck), check.place());
    }
    controls
}

/// A control, the places where it can be written, and which values set it.
type Scalar = (ServiceControl, &'static [&'static [&'static str]], fn(&str) -> bool);

const SCALARS: [Scalar; 7] = [
    (ServiceControl::Privileged, &[&["privileged"]], |text| text == "false"),
    (ServiceControl::ReadOnly, &[&["read_only"]], |text| text == "true"),
    (ServiceControl::User, &[&["user"]], |text| !text.is_empty() && !is_root(text)),
    (ServiceControl::NetworkMode, &[&["network_mode"]], |text| text == "none"),
    (ServiceControl::Memory, &[&["mem_limit"], &["deploy", "resources", "limits", "memory"]], limits),
    (ServiceControl::Cpus, &[&["cpus"], &["deploy", "resources", "limits", "cpus"]], limits),
    (ServiceControl::Pids, &[&["pids_limit"], &["deploy", "resources", "limits", "pids"]], limits),
];

fn limits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.contains(|c: char| matches!(c, '1'..='9'))
}

fn is_root(user: &str) -> bool {
    let uid = user.split(':').next().unwrap_or(user).trim_start_matches('+');
    uid == "root" || (!uid.is_empty() && uid.bytes().all(|byte| byte == b'0'))
}

fn known(value: &Tree) -> bool {
    value.origin.unset.is_empty() && !value.as_str().is_some_and(|text| text.contains('$'))
}

fn items<'t>(service: &'t Tree, key: &str) -> impl Iterator<Item = &'t Tree> {
    service.get(&[key]).and_then(Tree::as_list).unwrap_or_default().iter().filter(|item| known(item))
}

/// The entries of `security_opt` that set a control or take it away, in order.
fn options(service: &Tree) -> impl Iterator<Item = (ServiceControl, bool, Span)> {
    items(service, "security_opt").filter_map(|item| {
        let (name, value) = item.as_str()?.split_once(['=', ':']).unwrap_or((item.as_str()?, ""));
        let place = item.origin.span;
        match name {
            "no-new-privileges" => Some((ServiceControl::NoNewPrivileges, value.is_empty() || value == "true", place)),
            "seccomp" => Some((ServiceControl::Seccomp, value != "unconfined", place)),
            "apparmor" => Some((ServiceControl::Apparmor, value != "unconfined", place)),
            _ => None,
        }
    })
}

/// Whether a healthcheck tests something.
fn tests(check: &Tree) -> bool {
    let disabled = check.get(&["disable"]).is_some_and(|disable| disable.scalar_text().is_some_and(|t| t != "false"));
    let is_none = |text: Option<&str>| text.is_some_and(|text| text == "NONE");
    let test = check.get(&["test"]).is_some_and(|test| match &test.value {
        Value::List(words) => !words.is_empty() && !is_none(words.first().and_then(Tree::as_str)),
        Value::String(text) => !text.is_empty(),
        _ => false,
    });
    test && !disabled
}

/// The name of a control, and what stands against it in a service that does not have it.
fn against(control: &Control, service: &Tree) -> (ServiceControl, Option<Span>) {
    let name = match control {
        Control::Dropped(_) => return (ServiceControl::CapDrop, service.get(&["cap_drop"]).map(Tree::place)),
        Control::Plain(name) => *name,
    };
    let scalar = SCALARS.iter().find(|(control, ..)| *control == name);
    let place = match scalar {
        Some((_, keys, _)) => keys.iter().find_map(|keys| service.get(keys)).map(Tree::place),
        None if name == ServiceControl::Healthcheck => {
            let keys: [&[&str]; 3] = [&["healthcheck", "disable"], &["healthcheck", "test"], &["healthcheck"]];
            keys.iter().find_map(|keys| service.get(keys)).map(Tree::place)
        }
        None => {
            let last = options(service).filter(|(option, ..)| *option == name).last();
            last.map(|(_, _, place)| place).or_else(|| service.get(&["security_opt"]).map(Tree::place))
        }
    };
    (name, place)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::normalize::compose::{ComposeRequest, load};
    use plimsoll_source::Sources;
    use plimsoll_source::files::MemoryFiles;

    /// `service control through` and the texts on both sides.
    fn losses(text: &str) -> Vec<(String, String, Option<String>)> {
        let files = MemoryFiles::new([("compose.yaml".to_owned(), text.to_owned())]);
        let sources = Sources::default();
        let request = ComposeRequest { directory: ".".to_owned(), ..ComposeRequest::default() };
        let (model, _) = load(&request, &files, &sources);
        let show = |span| sources.slice(span).to_string();
        let word = |word: serde_json::Value| word.as_str().map(str::to_owned).unwrap();
        let losses = model.unwrap().weakened.into_iter();
        losses
            .map(|l| {
                (
                    format!("{} {} {}", l.service, word(json!(l.control)), word(json!(l.through))),
                    show(l.base),
                    l.replaced.map(show),
                )
            })
            .collect()
    }

    fn loss(what: &str, base: &str, replaced: Option<&str>) -> (String, String, Option<String>) {
        (what.to_owned(), base.to_owned(), replaced.map(str::to_owned))
    }

    #[test]
    fn extends_and_its_losses() {
        let base = "  base:\n    image: a\n    user: \"1000\"\n    read_only: true\n    mem_limit: 1g\n    security_opt: [no-new-privileges:true]\n    \
                    cap_drop: [ALL]\n    healthcheck: {test: check}\n";
        let with = |child: &str| losses(&format!("services:\n{base}  web:\n    extends: {{service: base}}\n{child}"));
        assert_eq!(with(""), []);
        assert_eq!(with("    user: \"2000\"\n    mem_limit: 2g\n    cap_drop: [NET_RAW]\n"), []);
        assert_eq!(with("    user: ${NOBODY_KNOWS}\n"), []);
        assert_eq!(
            with("    user: \"0:0\"\n    read_only: false\n    security_opt: [no-new-privileges=false]\n"),
            [
                loss("web no-new-privileges extends", "no-new-privileges:true", Some("no-new-privileges=false")),
                loss("web read_only extends", "true", Some("false")),
                loss("web user extends", "\"1000\"", Some("\"0:0\"")),
            ]
        );
        assert_eq!(
            with("    cap_drop: !reset null\n    mem_limit: !reset null\n    healthcheck: {disable: true}\n"),
            [
                loss("web cap_drop extends", "ALL", None),
                loss("web healthcheck extends", "healthcheck", Some("true")),
                loss("web memory extends", "1g", None),
            ]
        );
    }

    #[test]
    fn a_merge_key_and_its_losses() {
        let with = |child: &str| {
            losses(&format!(
                "x-base: &base\n  cap_drop: [ALL]\n  security_opt: [no-new-privileges]\n  pids_limit: 50\nservices:\n  web:\n    <<: *base\n    image: a\n{child}"
            ))
        };
        assert_eq!(with(""), []);
        assert_eq!(
            with("    cap_drop: [NET_RAW]\n    security_opt: [seccomp=x.json]\n    pids_limit: -1\n"),
            [
                loss("web cap_drop alias", "ALL", Some("cap_drop")),
                loss("web no-new-privileges alias", "no-new-privileges", Some("security_opt")),
                loss("web pids alias", "50", Some("-1")),
            ]
        );
    }
}
