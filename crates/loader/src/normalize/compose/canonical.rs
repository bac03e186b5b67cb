//! Short forms to long forms, attribute by attribute. All that comes of one scalar keeps the scalar's origin.

use super::Options;
use super::merge::started;
use super::tree::{Map, Tree, Value};
use crate::normalize::short::{self, Invalid};
use plimsoll_model::Origin;
use plimsoll_source::problem::Problem;

/// Entries that the ports, volumes and devices of a project may expand to: all ports of a host and room for others.
pub const MAX_EXPANDED: usize = 100_000;

/// Brings a whole model into canonical form.
pub(super) fn apply(model: &mut Tree, options: Options, problems: &mut Vec<Problem>) {
    let mut canonical = Canonical {
        lenient: !options.interpolate,
        open: options.open(),
        expand_ports: options.expand_ports,
        expanded: 0,
        problems,
    };
    if let Some(services) = model.get_mut(&["services"]).and_then(Tree::as_map_mut) {
        for (name, service) in services {
            canonical.service(name, service);
        }
    }
    for kind in ["volumes", "networks", "secrets", "configs"] {
        if let Some(resources) = model.get_mut(&[kind]).and_then(Tree::as_map_mut) {
            for (name, resource) in resources {
                canonical.external(kind, name, resource);
            }
        }
    }
}

struct Canonical<'p> {
    /// Without interpolation a short form may not parse: it then stays.
    lenient: bool,
    /// What hangs on a variable that nothing sets is unknown.
    open: bool,
    /// A range of ports becomes an entry for each port; else it stays as written until [`ranges`].
    expand_ports: bool,
    /// Entries that short forms expanded to.
    expanded: usize,
    problems: &'p mut Vec<Problem>,
}

impl Canonical<'_> {
    fn service(&mut self, name: &str, service: &mut Tree) {
        let at = format!("services.{name}");
        change(service, &["build"], |build| {
            if build.as_str().is_some() {
                wrap(build, "context");
            }
        });
        self.build(&at, service);
        change(service, &["depends_on"], depends_on);
        change(service, &["env_file"], env_file);
        change(service, &["extends"], |extends| {
            if extends.as_str().is_some() {
                wrap(extends, "service");
            }
        });
        for key in ["label_file", "dns", "dns_search", "tmpfs"] {
            change(service, &[key], string_to_list);
        }
        if let Some(servers) = service.get_mut(&["dns"]).and_then(Tree::as_list_mut) {
            servers.retain(|server| server.as_str() != Some("") && !server.is_null());
        }
        for key in ["networks", "models"] {
            change(service, &[key], names_to_map);
        }
        for key in ["secrets", "configs"] {
            each(service, &[key], |mount| {
                if mount.as_str().is_some() {
                    wrap(mount, "source");
                }
            });
        }
        change(service, &["gpus"], gpus);
        for watch in service.get_mut(&["develop", "watch"]).and_then(Tree::as_list_mut).into_iter().flatten() {
            change(watch, &["ignore"], string_to_list);
            change(watch, &["include"], string_to_list);
        }
        self.expand(service, "volumes", &at, volume);
        self.expand(service, "devices", &at, device);
        let expand = self.expand_ports;
        self.expand(service, "ports", &at, |item| ports(item, expand));
    }

    fn build(&mut self, at: &str, service: &mut Tree) {
        each(service, &["build", "secrets"], |mount| {
            if mount.as_str().is_some() {
                wrap(mount, "source");
            }
        });
        for key in ["provenance", "sbom"] {
            change(service, &["build", key], |value| {
                if let Some(flag) = value.as_bool() {
                    value.value = Value::String(flag.to_string());
                }
            });
        }
        let (mut problems, open) = (Vec::new(), self.open);
        change(service, &["build", "additional_contexts"], |contexts| additional_contexts(contexts, at, &mut problems));
        change(service, &["build", "ssh"], |keys| ssh(keys, at, open, &mut problems));
        self.problems.append(&mut problems);
    }

    /// Replaces the elements of a list by what each stands for. What does not parse is left out with a problem.
    fn expand(
        &mut self,
        service: &mut Tree,
        key: &str,
        at: &str,
        parse: impl Fn(&Tree) -> Result<Option<Vec<Tree>>, Invalid>,
    ) {
        let Some(items) = service.get_mut(&[key]).and_then(Tree::as_list_mut) else { return };
        let mut expanded = Vec::with_capacity(items.len());
        let mut unknown = Vec::new();
        for item in std::mem::take(items) {
            let parsed = match parse(&item) {
                Err(_) if self.open && !item.origin.unset.is_empty() && !is_hopeless(key, &item) => {
                    unknown.extend(item.origin.unset.iter().cloned());
                    Ok(Some(without_source(&item, &parse)))
                }
                parsed => parsed,
            };
            match parsed {
                Ok(Some(parsed)) if self.expanded + parsed.len() > MAX_EXPANDED => {
                    let message = format!("{at}.{key} has more than {MAX_EXPANDED} entries");
                    let problem = Problem::error("compose-too-large", message).at(item.place());
                    self.problems.push(problem.help("use smaller ranges"));
                }
                Ok(Some(parsed)) => {
                    self.expanded += parsed.len();
                    expanded.extend(parsed);
                }
                Ok(None) => expanded.push(item),
                Err(_) if self.lenient => expanded.push(item),
                Err(invalid) => {
                    let message = format!("{invalid} (in {at}.{key})");
                    let mut problem = Problem::error("compose-invalid", message).at(item.place());
                    if let Some(unset) = item.origin.unset.first() {
                        problem = problem.help(format!("set {unset}, nothing gives it a value"));
                    } else {
                        problem = problem.help(format!("correct this entry of {key}"));
                    }
                    self.problems.push(problem);
                }
            }
        }
        *items = expanded;
        if let Some(list) = service.get_mut(&[key]) {
            list.origin.unset.extend(unknown);
        }
    }

    /// `external: {name: X}`, the deprecated form.
    fn external(&mut self, kind: &str, name: &str, resource: &mut Tree) {
        let Some(external) = resource.get(&["external"]).filter(|external| external.as_map().is_some()).cloned() else {
            return;
        };
        let named = resource.get(&["name"]).filter(|name| !name.is_null()).cloned();
        resource.set("external", Tree::bool(true, &external.origin));
        let Some(other) = external.get(&["name"]) else { return };
        match named {
            Some(own) if !own.same_value(other) => {
                let message = format!("name and external.name conflict in {kind}.{name}; only use name");
                let problem = Problem::error("compose-invalid", message).at(other.origin.span);
                self.problems.push(problem.related(own.origin.span, "the other name").help("take external.name away"));
            }
            Some(_) => {}
            None => {
                resource.set("name", other.clone());
                let message =
                    format!("external.name is deprecated in {kind}.{name}. Please set name and external: true");
                self.problems.push(Problem::warning("compose-deprecated", message).at(other.origin.span));
            }
        }
    }
}

/// Whether no value of a variable makes docker compose take an entry.
fn is_hopeless(key: &str, item: &Tree) -> bool {
    key == "ports" && item.as_str().is_some_and(short::port::has_no_protocol)
}

/// A mount whose source is a variable that nothing sets (`${DATA}:/data`): where it goes is known, where it comes from is not. Nothing else can be
/// made of an entry that does not parse.
fn without_source(item: &Tree, parse: impl Fn(&Tree) -> Result<Option<Vec<Tree>>, Invalid>) -> Vec<Tree> {
    let Some(rest) = item.as_str().filter(|text| text.starts_with(":/")) else { return Vec::new() };
    let mut entries = parse(&Tree::string(format!("unknown{rest}"), &item.origin)).ok().flatten().unwrap_or_default();
    entries.retain(|entry| entry.get(&["source"]).is_some() && entry.get(&["permissions"]).is_none());
    entries.iter_mut().for_each(|entry| drop(entry.remove("source")));
    entries
}

fn change(tree: &mut Tree, keys: &[&str], change: impl FnOnce(&mut Tree)) {
    if let Some(tree) = tree.get_mut(keys) {
        change(tree);
    }
}

fn each(tree: &mut Tree, keys: &[&str], change: impl FnMut(&mut Tree)) {
    if let Some(items) = tree.get_mut(keys).and_then(Tree::as_list_mut) {
        items.iter_mut().for_each(change);
    }
}

/// A value as a mapping with this one key.
fn wrap(tree: &mut Tree, key: &str) {
    let origin = tree.origin.clone();
    let inner = std::mem::replace(tree, Tree::null(&origin));
    tree.value = Value::Map(Map::from_iter([(key.to_owned(), inner)]));
}

fn string_to_list(tree: &mut Tree) {
    if tree.as_str().is_some() {
        let item = tree.clone();
        tree.value = Value::List(vec![item]);
    }
}

/// The origin of an entry of a list that becomes a key of a mapping.
fn as_key(item: &Tree) -> Origin {
    item.origin.clone().keyed(item.origin.span)
}

fn names_to_map(tree: &mut Tree) {
    let Some(items) = tree.as_list() else { return };
    let entry = |item: &Tree| Some((item.scalar_text()?, Tree::null(&as_key(item))));
    tree.value = Value::Map(items.iter().filter_map(entry).collect());
}

/// A list of `K=V` as a mapping; `K` alone has no value.
pub(super) fn pairs_to_map(tree: &mut Tree) {
    let Some(items) = tree.as_list() else { return };
    let entry = |item: &Tree| {
        let text = item.scalar_text()?;
        let (key, value) = short::pair::pair(&text);
        let origin = as_key(item);
        let value = value.map_or_else(|| Tree::null(&origin), |value| Tree::string(value, &origin));
        Some((key.to_owned(), value))
    };
    tree.value = Value::Map(items.iter().filter_map(entry).collect());
}

fn depends_on(tree: &mut Tree) {
    match &mut tree.value {
        Value::List(items) => {
            let entry = |item: &Tree| Some((item.as_str()?.to_owned(), started(&as_key(item))));
            tree.value = Value::Map(items.iter().filter_map(entry).collect());
        }
        Value::Map(map) => {
            for dependency in map.values_mut() {
                let origin = dependency.origin.clone();
                if let Some(map) = dependency.as_map_mut() {
                    map.entry("condition".to_owned()).or_insert_with(|| Tree::string("service_started", &origin));
                    map.entry("required".to_owned()).or_insert_with(|| Tree::bool(true, &origin));
                }
            }
        }
        _ => {}
    }
}

fn env_file(tree: &mut Tree) {
    string_to_list(tree);
    for item in tree.as_list_mut().into_iter().flatten() {
        if item.as_str().is_some() {
            wrap(item, "path");
        }
        let origin = item.origin.clone();
        if let Some(map) = item.as_map_mut() {
            map.entry("required".to_owned()).or_insert_with(|| Tree::bool(true, &origin));
        }
    }
}

fn gpus(tree: &mut Tree) {
    if tree.as_str().is_some() {
        wrap(tree, "count");
        let item = tree.clone();
        tree.value = Value::List(vec![item]);
    }
}

fn additional_contexts(tree: &mut Tree, at: &str, problems: &mut Vec<Problem>) {
    for item in tree.as_list().unwrap_or_default() {
        if let Some(text) = item.as_str().filter(|text| !text.contains('=')) {
            let message = format!("{at}.build.additional_contexts: invalid value {text}, expected key=value");
            problems.push(Problem::error("compose-invalid", message).at(item.place()).help("write `NAME=CONTEXT`"));
        }
    }
    pairs_to_map(tree);
}

fn ssh(tree: &mut Tree, at: &str, open: bool, problems: &mut Vec<Problem>) {
    string_to_list(tree);
    let Some(items) = tree.as_list() else { return };
    let mut keys = Map::new();
    for item in items {
        let text = item.scalar_text().unwrap_or_default();
        match short::pair::ssh(&text) {
            Ok((id, path)) => {
                let origin = as_key(item);
                let value = path.map_or_else(|| Tree::null(&origin), |path| Tree::string(path, &origin));
                keys.insert(id.to_owned(), value);
            }
            // Nobody knows which key it is.
            Err(_) if open && !item.origin.unset.is_empty() => {
                keys.insert(text, Tree::null(&as_key(item)));
            }
            Err(invalid) => {
                let problem = Problem::error("compose-invalid", format!("{at}.build.ssh: {invalid}"));
                problems.push(problem.at(item.place()).help("write `default` or `ID=PATH`"));
            }
        }
    }
    tree.value = Value::Map(keys);
}

/// A mapping of what is there.
fn fields(origin: &Origin, fields: Vec<(&str, Option<Value>)>) -> Tree {
    let entry = |(key, value): (&str, Option<Value>)| Some((key.to_owned(), Tree::new(value?, origin.clone())));
    Tree::map(fields.into_iter().filter_map(entry).collect(), origin)
}

fn text(text: &str) -> Option<Value> {
    Some(Value::String(text.to_owned()))
}

fn volume(item: &Tree) -> Result<Option<Vec<Tree>>, Invalid> {
    let Some(spec) = item.as_str() else { return Ok(None) };
    let volume = short::volume::volume(spec)?;
    let flag = |set: bool| set.then_some(Value::Bool(true));
    let object = |entries: Vec<(&str, Option<Value>)>| fields(&item.origin, entries).value;
    let bind = vec![
        ("create_host_path", flag(volume.bind)),
        ("propagation", volume.propagation.as_deref().and_then(text)),
        ("selinux", volume.selinux.as_deref().and_then(text)),
    ];
    // The reference takes options of the other kind too: a named volume may be relabelled, a bind be `nocopy`.
    let has_bind = volume.bind || volume.propagation.is_some() || volume.selinux.is_some();
    let has_volume = (!volume.bind && spec.len() > 2) || volume.nocopy;
    let entry = fields(
        &item.origin,
        vec![
            ("type", text(if volume.bind { "bind" } else { "volume" })),
            ("source", volume.source.as_deref().and_then(text)),
            ("target", text(&volume.target)),
            ("read_only", flag(volume.read_only)),
            ("bind", has_bind.then(|| object(bind))),
            ("volume", has_volume.then(|| object(vec![("nocopy", flag(volume.nocopy))]))),
        ],
    );
    Ok(Some(vec![entry]))
}

fn device(item: &Tree) -> Result<Option<Vec<Tree>>, Invalid> {
    let Some(spec) = item.as_str() else { return Ok(None) };
    let device = short::device::device(spec)?;
    let entry = fields(
        &item.origin,
        vec![
            ("source", text(&device.source)),
            ("target", text(&device.target)),
            ("permissions", text(&device.permissions)),
        ],
    );
    Ok(Some(vec![entry]))
}

fn port_spec(item: &Tree) -> Result<Option<short::port::Ports>, Invalid> {
    let spec = match &item.value {
        Value::Int(port) => port.to_string(),
        Value::String(text) => text.clone(),
        Value::Map(_) => return Ok(None),
        _ => return Err(Invalid(format!("invalid type for port: {}", item.scalar_text().unwrap_or_default()))),
    };
    short::port::ports(&spec).map(Some)
}

fn ports(item: &Tree, expand: bool) -> Result<Option<Vec<Tree>>, Invalid> {
    let Some(ports) = port_spec(item)?.filter(|ports| expand || !ports.is_range()) else { return Ok(None) };
    let entry = |port: short::port::Port| {
        port_entry(item, port.host_ip.as_deref(), port.published.as_deref(), port.target, None, port.protocol)
    };
    Ok(Some(ports.each().into_iter().map(entry).collect()))
}

fn port_entry(
    item: &Tree,
    host_ip: Option<&str>,
    published: Option<&str>,
    target: u16,
    target_end: Option<u16>,
    protocol: &str,
) -> Tree {
    fields(
        &item.origin,
        vec![
            ("mode", text("ingress")),
            ("host_ip", host_ip.and_then(text)),
            ("target", Some(Value::Int(target.into()))),
            ("target_end", target_end.map(|last| Value::Int(last.into()))),
            ("published", published.and_then(text)),
            ("protocol", text(protocol)),
        ],
    )
}

/// Ranges of ports that stayed as written become one entry each, with a `target_end` that no Compose file may write: to be done when nothing
/// is merged any more.
pub(super) fn ranges(model: &mut Tree) {
    let services = model.get_mut(&["services"]).and_then(Tree::as_map_mut);
    for service in services.into_iter().flat_map(Map::values_mut) {
        each(service, &["ports"], |item| {
            // Without interpolation there may be what does not parse.
            let Ok(Some(ports)) = port_spec(item) else { return };
            if ports.is_range() {
                let published = ports.published();
                let (first, last) = ports.target;
                let last = Some(last);
                *item = port_entry(item, ports.host_ip.as_deref(), published.as_deref(), first, last, ports.protocol);
            }
        });
    }
}
