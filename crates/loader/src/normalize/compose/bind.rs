//! Last of all: every attribute gets its type, written as `docker compose config` prints it. Sizes become strings of bytes, durations Go's
//! form, lists of `K=V` mappings, command lines lists of words.

use std::collections::{BTreeMap, HashSet};

use super::Options;
use super::canonical::pairs_to_map;
use super::interpolate::legacy_boolean;
use super::tree::{Map, Tree, Value};
use crate::normalize::short::{self, Invalid};
use plimsoll_model::{Address, Origin};
use plimsoll_source::Span;
use plimsoll_source::problem::Problem;

/// What an attribute holds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Text.
    Text,
    /// A mapping of names to texts, or a list of `K=V`; without a value blank.
    Texts,
    /// The same, where no value stays none.
    Variables,
    /// An amount of bytes.
    Bytes,
    Duration,
    Float,
    Int,
    Bool,
    /// Permissions of a file.
    Mode,
    /// A command line: words, or a string to split.
    Words,
    /// A healthcheck's command.
    Test,
    Hosts,
    /// A number of devices, or `all`.
    Count,
    Ssh,
    /// A list of texts, or one.
    TextList,
    /// Names to lists of texts.
    TextLists,
    /// A mapping where nothing is written too.
    Object,
}

const SERVICE: &[(&str, Kind)] = &[
    ("command", Kind::Words),
    ("entrypoint", Kind::Words),
    ("post_start.*.command", Kind::Words),
    ("pre_stop.*.command", Kind::Words),
    ("pre_start.*.command", Kind::Words),
    ("develop.watch.*.exec.command", Kind::Words),
    ("healthcheck.test", Kind::Test),
    ("environment", Kind::Variables),
    ("post_start.*.environment", Kind::Variables),
    ("pre_stop.*.environment", Kind::Variables),
    ("pre_start.*.environment", Kind::Variables),
    ("develop.watch.*.exec.environment", Kind::Variables),
    ("build.args", Kind::Variables),
    ("build.additional_contexts", Kind::Texts),
    ("labels", Kind::Texts),
    ("annotations", Kind::Texts),
    ("build.labels", Kind::Texts),
    ("deploy.labels", Kind::Texts),
    ("volumes.*.volume.labels", Kind::Texts),
    ("sysctls", Kind::Texts),
    ("storage_opt", Kind::Texts),
    ("logging.options", Kind::Texts),
    ("networks.*.driver_opts", Kind::Texts),
    ("gpus.*.options", Kind::Texts),
    ("deploy.resources.reservations.devices.*.options", Kind::Texts),
    ("provider.options", Kind::TextLists),
    ("extra_hosts", Kind::Hosts),
    ("build.extra_hosts", Kind::Hosts),
    ("build.ssh", Kind::Ssh),
    ("expose", Kind::TextList),
    ("group_add", Kind::TextList),
    ("dns", Kind::TextList),
    ("dns_search", Kind::TextList),
    ("tmpfs", Kind::TextList),
    ("mem_limit", Kind::Bytes),
    ("mem_reservation", Kind::Bytes),
    ("memswap_limit", Kind::Bytes),
    ("mem_swappiness", Kind::Bytes),
    ("shm_size", Kind::Bytes),
    ("build.shm_size", Kind::Bytes),
    ("volumes.*.tmpfs.size", Kind::Bytes),
    ("volumes.*.tmpfs.mode", Kind::Int),
    ("volumes.*.bind", Kind::Object),
    ("volumes.*.volume", Kind::Object),
    ("volumes.*.tmpfs", Kind::Object),
    ("volumes.*.image", Kind::Object),
    ("volumes.*.read_only", Kind::Bool),
    ("volumes.*.bind.create_host_path", Kind::Bool),
    ("volumes.*.volume.nocopy", Kind::Bool),
    ("blkio_config.device_read_bps.*.rate", Kind::Bytes),
    ("blkio_config.device_write_bps.*.rate", Kind::Bytes),
    ("blkio_config.device_read_iops.*.rate", Kind::Bytes),
    ("blkio_config.device_write_iops.*.rate", Kind::Bytes),
    ("blkio_config.weight", Kind::Int),
    ("blkio_config.weight_device.*.weight", Kind::Int),
    ("deploy.resources.limits.memory", Kind::Bytes),
    ("deploy.resources.reservations.memory", Kind::Bytes),
    ("deploy.resources.limits.cpus", Kind::Float),
    ("deploy.resources.reservations.cpus", Kind::Float),
    ("deploy.resources.limits.pids", Kind::Int),
    ("deploy.resources.reservations.devices.*.count", Kind::Count),
    ("deploy.resources.reservations.generic_resources.*.discrete_resource_spec.value", Kind::Int),
    ("gpus.*.count", Kind::Count),
    ("deploy.replicas", Kind::Int),
    ("deploy.placement.max_replicas_per_node", Kind::Int),
    ("deploy.restart_policy.max_attempts", Kind::Int),
    ("deploy.restart_policy.delay", Kind::Duration),
    ("deploy.restart_policy.window", Kind::Duration),
    ("deploy.update_config.parallelism", Kind::Int),
    ("deploy.update_config.delay", Kind::Duration),
    ("deploy.update_config.monitor", Kind::Duration),
    ("deploy.update_config.max_failure_ratio", Kind::Float),
    ("deploy.rollback_config.parallelism", Kind::Int),
    ("deploy.rollback_config.delay", Kind::Duration),
    ("deploy.rollback_config.monitor", Kind::Duration),
    ("deploy.rollback_config.max_failure_ratio", Kind::Float),
    ("stop_grace_period", Kind::Duration),
    ("healthcheck.interval", Kind::Duration),
    ("healthcheck.timeout", Kind::Duration),
    ("healthcheck.start_period", Kind::Duration),
    ("healthcheck.start_interval", Kind::Duration),
    ("healthcheck.retries", Kind::Int),
    ("healthcheck.disable", Kind::Bool),
    ("cpus", Kind::Float),
    ("cpu_percent", Kind::Float),
    ("cpu_count", Kind::Int),
    ("cpu_period", Kind::Int),
    ("cpu_quota", Kind::Int),
    ("cpu_shares", Kind::Int),
    ("cpu_rt_period", Kind::Int),
    ("cpu_rt_runtime", Kind::Int),
    ("oom_score_adj", Kind::Int),
    ("pids_limit", Kind::Int),
    ("scale", Kind::Int),
    ("ulimits.*", Kind::Int),
    ("ulimits.*.soft", Kind::Int),
    ("ulimits.*.hard", Kind::Int),
    ("build.ulimits.*", Kind::Int),
    ("build.ulimits.*.soft", Kind::Int),
    ("build.ulimits.*.hard", Kind::Int),
    ("ports.*.target", Kind::Int),
    ("ports.*.published", Kind::Text),
    ("secrets.*.mode", Kind::Mode),
    ("configs.*.mode", Kind::Mode),
    ("build.secrets.*.mode", Kind::Mode),
    ("privileged", Kind::Bool),
    ("read_only", Kind::Bool),
    ("init", Kind::Bool),
    ("tty", Kind::Bool),
    ("stdin_open", Kind::Bool),
    ("oom_kill_disable", Kind::Bool),
    ("attach", Kind::Bool),
    ("use_api_socket", Kind::Bool),
    ("build.no_cache", Kind::Bool),
    ("build.pull", Kind::Bool),
    ("build.privileged", Kind::Bool),
    ("build.provenance", Kind::Text),
    ("build.sbom", Kind::Text),
    ("env_file.*.required", Kind::Bool),
    ("depends_on.*.required", Kind::Bool),
    ("depends_on.*.restart", Kind::Bool),
    ("networks.*.priority", Kind::Int),
    ("networks.*.gw_priority", Kind::Int),
    ("develop.watch.*.initial_sync", Kind::Bool),
    ("post_start.*.privileged", Kind::Bool),
    ("pre_stop.*.privileged", Kind::Bool),
    ("pre_start.*.privileged", Kind::Bool),
    ("pre_start.*.per_replica", Kind::Bool),
];

const RESOURCES: &[(&str, &str, Kind)] = &[
    ("networks", "labels", Kind::Texts),
    ("networks", "driver_opts", Kind::Texts),
    ("networks", "ipam.options", Kind::Texts),
    ("networks", "ipam.config.*.aux_addresses", Kind::Texts),
    ("networks", "internal", Kind::Bool),
    ("networks", "attachable", Kind::Bool),
    ("networks", "enable_ipv4", Kind::Bool),
    ("networks", "enable_ipv6", Kind::Bool),
    ("networks", "external", Kind::Bool),
    ("volumes", "labels", Kind::Texts),
    ("volumes", "driver_opts", Kind::Texts),
    ("volumes", "external", Kind::Bool),
    ("secrets", "labels", Kind::Texts),
    ("secrets", "driver_opts", Kind::Texts),
    ("secrets", "external", Kind::Bool),
    ("configs", "labels", Kind::Texts),
    ("configs", "driver_opts", Kind::Texts),
    ("configs", "external", Kind::Bool),
    ("models", "context_size", Kind::Int),
];

/// What types could not keep.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Texts of command lines before they were split, by address.
    pub(super) raw: BTreeMap<Address, String>,
}

/// Gives every attribute its type.
pub(super) fn apply(model: &mut Tree, options: Options, problems: &mut Vec<Problem>) -> Kept {
    let told = problems.iter().filter_map(|problem| problem.span).collect();
    let mut binder =
        Binder { open: options.open(), lenient: !options.interpolate, problems, told, kept: Kept::default() };
    for (name, service) in model.get_mut(&["services"]).and_then(Tree::as_map_mut).into_iter().flatten() {
        let mut at = vec!["services".to_owned(), name.clone()];
        // The reference's schema knows this one, its model does not.
        service.remove("pull_refresh_after");
        for (pattern, kind) in SERVICE {
            binder.select(service, pattern, *kind, &mut at);
        }
    }
    for (section, pattern, kind) in RESOURCES {
        for (name, resource) in model.get_mut(&[section]).and_then(Tree::as_map_mut).into_iter().flatten() {
            let mut at = vec![(*section).to_owned(), name.clone()];
            binder.select(resource, pattern, *kind, &mut at);
        }
    }
    binder.kept
}

struct Binder<'p> {
    lenient: bool,
    /// What hangs on a variable that nothing sets is unknown.
    open: bool,
    problems: &'p mut Vec<Problem>,
    /// Places of values that something is known to be wrong with.
    told: HashSet<Span>,
    kept: Kept,
}

impl Binder<'_> {
    /// Applies a kind to everything that stands at a pattern below a value.
    fn select(&mut self, tree: &mut Tree, pattern: &str, kind: Kind, at: &mut Vec<String>) {
        let (key, rest) = pattern.split_once('.').map_or((pattern, None), |(key, rest)| (key, Some(rest)));
        let mut visit = |binder: &mut Self, key: String, item: &mut Tree| {
            at.push(key);
            match rest {
                Some(rest) => binder.select(item, rest, kind, at),
                None => binder.bind(item, kind, at),
            }
            at.pop();
        };
        match (&mut tree.value, key) {
            (Value::Map(map), "*") => map.iter_mut().for_each(|(key, item)| visit(self, key.clone(), item)),
            (Value::List(items), "*") => {
                items.iter_mut().enumerate().for_each(|(i, item)| visit(self, i.to_string(), item))
            }
            (Value::Map(map), _) => {
                if let Some(item) = map.get_mut(key) {
                    visit(self, key.to_owned(), item);
                }
            }
            _ => {}
        }
    }

    fn boolean(&mut self, tree: &mut Tree, at: &[String]) -> Result<(), Invalid> {
        let mut legacy = None;
        let place = tree.place();
        strings(tree, |text| {
            let boolean = short::number::boolean(text)?;
            legacy = boolean.legacy.then_some(boolean.value);
            Ok(Value::Bool(boolean.value))
        })?;
        self.problems.extend(legacy.map(|value| legacy_boolean(at.join("."), value, place)));
        Ok(())
    }

    fn bind(&mut self, tree: &mut Tree, kind: Kind, at: &[String]) {
        let typed = match kind {
            Kind::Text => return text(tree),
            Kind::Texts => texts(tree),
            Kind::Variables => self.variables(tree, at),
            Kind::Bytes => self.bytes(tree, at),
            Kind::Duration => {
                scalar(tree, |text| Ok(Value::String(short::duration::printed(short::duration::nanoseconds(text)?))))
            }
            Kind::Float => scalar(tree, |text| short::number::float(text).map(Value::Float)),
            Kind::Int => strings(tree, |text| short::number::integer(text).map(|n| Value::Int(n.into()))),
            Kind::Bool => self.boolean(tree, at),
            Kind::Count => strings(tree, |text| short::device::count(text).map(|n| Value::Int(n.into()))),
            Kind::Mode => mode(tree),
            Kind::Words => self.words(tree, at),
            Kind::Test => {
                self.test(tree, at);
                Ok(())
            }
            Kind::Hosts => hosts(tree, self.open),
            Kind::Ssh => {
                ssh(tree);
                Ok(())
            }
            Kind::TextList => {
                text_list(tree);
                Ok(())
            }
            Kind::TextLists => {
                tree.as_map_mut().into_iter().flat_map(Map::values_mut).for_each(text_list);
                Ok(())
            }
            Kind::Object => {
                if tree.is_null() {
                    tree.value = Value::Map(Map::new());
                }
                Ok(())
            }
        };
        if typed.is_err() && self.open && !tree.origin.unset.is_empty() {
            tree.value = Value::Null;
            return;
        }
        if let Err(invalid) = typed
            && !self.lenient
            && !self.told.contains(&tree.origin.span)
        {
            let message = format!("{invalid} (in {})", at.join("."));
            let problem = Problem::error("compose-invalid", message).at(tree.place());
            let help = match tree.origin.unset.first() {
                Some(unset) => format!("set {unset}, nothing gives it a value"),
                None => "write a value that this attribute takes".to_owned(),
            };
            self.problems.push(problem.help(help));
        }
    }

    /// A number with a fraction is no amount of bytes: the reference drops it without a word.
    fn bytes(&mut self, tree: &mut Tree, at: &[String]) -> Result<(), Invalid> {
        if let Value::Float(_) = tree.value {
            let message = format!("a number with a fraction is ignored in {}", at.join("."));
            let problem = Problem::warning("compose-ignored", message).at(tree.place());
            self.problems.push(problem.help("write whole bytes, or a size with a unit such as 1.5g"));
            tree.value = Value::Null;
        }
        scalar(tree, |text| short::size::bytes(text).map(|n| Value::String(n.to_string())))
    }

    fn variables(&self, tree: &mut Tree, at: &[String]) -> Result<(), Invalid> {
        let mut result = Ok(());
        for item in tree.as_list().unwrap_or_default() {
            if let Some(Err(invalid)) = item.as_str().map(short::pair::variable) {
                result = Err(invalid);
            }
        }
        pairs_to_map(tree);
        for value in tree.as_map_mut().into_iter().flat_map(Map::values_mut) {
            if !value.is_null() {
                text(value);
            }
        }
        // Environments of services are mappings before this step; what was wrong with their names is told there.
        if at.len() == 3 && at[2] == "environment" { Ok(()) } else { result }
    }

    fn words(&mut self, tree: &mut Tree, at: &[String]) -> Result<(), Invalid> {
        let Some(text) = tree.as_str().map(str::to_owned) else { return Ok(()) };
        let words = short::command::words(&text).inspect_err(|_invalid| {
            // Nobody looks at a text of such length again.
            if text.len() > short::command::MAX_WORDS {
                tree.value = Value::Null;
            }
        })?;
        let origin = tree.origin.clone();
        tree.value = Value::List(words.words.into_iter().map(|word| Tree::string(word.text, &origin)).collect());
        self.kept.raw.insert(address(at), text);
        Ok(())
    }

    fn test(&mut self, tree: &mut Tree, at: &[String]) {
        let Some(text) = tree.as_str().map(str::to_owned) else { return };
        let origin = tree.origin.clone();
        tree.value = Value::List(vec![Tree::string("CMD-SHELL", &origin), Tree::string(text.clone(), &origin)]);
        self.kept.raw.insert(address(at), text);
    }
}

fn address(at: &[String]) -> Address {
    at.iter().fold(Address::root(), |address, segment| address.child(segment))
}

/// A mapping of texts, or a list of `K=V`; without a value blank.
fn texts(tree: &mut Tree) -> Result<(), Invalid> {
    pairs_to_map(tree);
    for (key, value) in tree.as_map_mut().into_iter().flatten() {
        text(value);
        if value.as_str().is_none() {
            return Err(Invalid(format!("the value of {key} must be a string")));
        }
    }
    Ok(())
}

/// Any scalar as text.
fn text(tree: &mut Tree) {
    if let Some(text) = tree.scalar_text() {
        tree.value = Value::String(text);
    }
}

/// A value made of any scalar's text.
fn scalar(tree: &mut Tree, parse: impl FnOnce(&str) -> Result<Value, Invalid>) -> Result<(), Invalid> {
    match tree.scalar_text().filter(|_| !tree.is_null()) {
        Some(text) => {
            tree.value = parse(&text)?;
            Ok(())
        }
        None => Ok(()),
    }
}

/// A value made of a string; what is typed already stays.
fn strings(tree: &mut Tree, parse: impl FnOnce(&str) -> Result<Value, Invalid>) -> Result<(), Invalid> {
    if let Some(text) = tree.as_str() {
        tree.value = parse(text)?;
    } else if let Value::Float(value) = tree.value
        && value.abs() < 9.0e15
    {
        // As the reference does: what stands behind the point is cut off.
        tree.value = Value::Int(value as i128);
    }
    Ok(())
}

/// A mode is printed in octal; a number was octal in YAML already.
fn mode(tree: &mut Tree) -> Result<(), Invalid> {
    let bits = match &tree.value {
        Value::Int(bits) => *bits,
        Value::String(text) => short::number::file_mode(text)?.into(),
        Value::Float(_) => {
            return Err(Invalid("a file mode must be a whole number or a string of octal digits".to_owned()));
        }
        _ => return Ok(()),
    };
    let sign = if bits < 0 { "-" } else { "" };
    tree.value = Value::String(format!("{sign}0{:o}", bits.unsigned_abs()));
    Ok(())
}

/// Hosts as a sorted list of `host=address`.
fn hosts(tree: &mut Tree, open: bool) -> Result<(), Invalid> {
    let entry = |item: &Tree| {
        let text = item.scalar_text().unwrap_or_default();
        let is_unknown = open && !item.origin.unset.is_empty();
        short::host::entry(&text)
            .or_else(|invalid| if is_unknown { Ok(short::host::known(&text)) } else { Err(invalid) })
    };
    let mut hosts: BTreeMap<String, Vec<(String, Origin)>> = BTreeMap::new();
    match &tree.value {
        Value::List(items) => {
            for item in items {
                let (host, addresses) = entry(item)?;
                let entry = hosts.entry(host).or_default();
                entry.extend(addresses.into_iter().map(|address| (address, item.origin.clone())));
            }
        }
        Value::Map(map) => {
            for (host, value) in map {
                let host = short::host::checked_host(host)?;
                let one = std::slice::from_ref(value);
                let entry = hosts.entry(host).or_default();
                for item in value.as_list().unwrap_or(one) {
                    let addresses = short::host::addresses(&item.scalar_text().unwrap_or_default());
                    entry.extend(addresses.into_iter().map(|address| (address, item.origin.clone())));
                }
            }
        }
        _ => return Ok(()),
    }
    let pairs = hosts.into_iter().flat_map(|(host, addresses)| {
        addresses.into_iter().map(move |(address, origin)| Tree::string(format!("{host}={address}"), &origin))
    });
    tree.value = Value::List(pairs.collect());
    Ok(())
}

/// Keys for the build as `ID: PATH`, or the bare id.
fn ssh(tree: &mut Tree) {
    let Some(keys) = tree.as_map() else { return };
    let line = |(id, path): (&String, &Tree)| match path.scalar_text().filter(|path| !path.is_empty()) {
        Some(text) => Tree::string(format!("{id}: {text}"), &path.origin),
        None => Tree::string(id.clone(), &path.origin),
    };
    let lines = keys.iter().map(line).collect();
    tree.value = Value::List(lines);
}

fn text_list(tree: &mut Tree) {
    if tree.as_list().is_none() && !tree.is_null() && tree.as_map().is_none() {
        let item = tree.clone();
        tree.value = Value::List(vec![item]);
    }
    tree.as_list_mut().into_iter().flatten().for_each(text);
}
