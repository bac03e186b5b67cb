//! Whether a YAML file of any name is a Compose file: by a look at its beginning, without parsing it.
//!
//! Much has `services:` at its top that is none (dependency injection, charts, pipelines), so all of the top and every attribute of the services
//! that is seen must be what a Compose file has.

use std::borrow::Cow;

/// The top-level keys of a Compose file, besides `x-…`.
const TOP: [&str; 9] =
    ["version", "name", "services", "networks", "volumes", "secrets", "configs", "include", "models"];

/// The attributes of a service, besides `x-…`: those of the schema.
const SERVICE: &str = "\
    annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period \
    cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns \
    dns_opt dns_search domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname \
    image init ipc isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models \
    network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_start pre_stop privileged profiles \
    provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period \
    stop_signal storage_opt sysctls tmpfs tty ulimits umask use_api_socket user userns_mode uts volumes volumes_from working_dir";

/// What a look tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A Compose file.
    Compose,
    /// It has services as a Compose file has, and something else besides; the reason why it is taken for none.
    Doubtful(&'static str),
    /// Nothing of the kind.
    Other,
}

/// What begins and ends a placeholder or a statement of a template language.
const STATEMENTS: [(&str, &str); 5] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<%", "%>"), ("%{", "}")];
/// What is said of a file that makes Compose files.
const TEMPLATE: &str = "by its text a template of a Compose file";
/// What is said of a file with services that have more than those of Compose.
const FOREIGN: &str = "has services as a Compose file has, but with attributes that Compose does not know";

/// Looks at the beginning of a YAML file.
pub(super) fn look(text: &str) -> Look {
    // Most are told by the absence of one word.
    if !text.contains("services") || text.contains('\0') {
        return Look::Other;
    }
    let mut seen = Seen::default();
    let text = text.trim_start_matches('\u{feff}');
    // JSON, or YAML in braces from the start.
    if let Some(inside) = text.trim_start().strip_prefix('{')
        && !inside.starts_with(['{', '%', '#'])
    {
        return seen.whole(inside);
    }
    let mut place = Place::Top;
    // The column in which the top stands.
    let mut left = None;
    // What a statement of a template ends with that began on a line before.
    let mut open: Option<&str> = None;
    for line in text.lines() {
        if let Some(close) = open {
            open = open.filter(|_| !line.contains(close));
            continue;
        }
        let body = line.trim_start_matches(' ');
        let (column, body) = plain(line.len() - body.len(), body.trim_end());
        if body.is_empty() || body.starts_with('#') || (column == 0 && is_mark(&body)) {
            continue;
        }
        let indent = column.saturating_sub(*left.get_or_insert(column));
        if let Some((mark, close)) = STATEMENTS.iter().find(|(mark, _)| body.starts_with(mark)) {
            seen.template = true;
            open = Some(*close).filter(|close| !body[mark.len()..].contains(close));
            // A service whose name is put in.
            if matches!(place, Place::Services) && body.ends_with(':') {
                place = Place::Service(indent, None);
            }
        } else if indent == 0 {
            // A tag or an anchor of the whole stands on a line of its own.
            if matches!(place, Place::Top) && body.starts_with(['!', '&']) && !body.contains(' ') {
                continue;
            }
            let Some((key, value)) = entry(&body).filter(|(key, _)| is_top(key)) else { return Look::Other };
            place = match (key, value) {
                ("services", "") => Place::Services,
                ("services", value) => match value.strip_prefix('{') {
                    Some(inside) => {
                        seen.flow(inside, 1);
                        Place::Elsewhere
                    }
                    None => return Look::Other,
                },
                _ => Place::Elsewhere,
            };
        } else if !seen.take(&body, indent, &mut place) {
            return Look::Other;
        }
    }
    seen.verdict()
}

/// Whether a text that is only the beginning of a file may be that of a Compose file, whose services come later: it has a top, and nothing in it that a
/// Compose file has not.
pub(super) fn begins(text: &str) -> bool {
    let mut is_some = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let (column, body) = plain(0, line.trim_end());
        let is_empty = body.is_empty() || body.starts_with(['#', ' ', '\t']) || is_mark(&body);
        let is_statement = STATEMENTS.iter().any(|(mark, _)| body.starts_with(mark));
        if is_empty || is_statement || column > 0 {
            continue;
        }
        if !entry(&body).is_some_and(|(key, _)| is_top(key)) {
            return false;
        }
        is_some = true;
    }
    is_some && !text.contains('\0')
}

/// A line, where it belongs to a key that is written out (`? key`, `: value`): as if it were not. Column and text.
fn plain(column: usize, body: &str) -> (usize, Cow<'_, str>) {
    if let Some(key) = body.strip_prefix("? ") {
        let key = key.split(" #").next().unwrap_or_default().trim();
        return (column, Cow::Owned(format!("{key}:")));
    }
    match body.strip_prefix(": ") {
        Some(value) => {
            let inside = value.trim_start();
            (column + body.len() - inside.len(), Cow::Borrowed(inside))
        }
        None if body == ":" => (column, Cow::Borrowed("")),
        None => (column, Cow::Borrowed(body)),
    }
}

/// Whether a Compose file has a key at its top.
fn is_top(key: &str) -> bool {
    TOP.contains(&key) || key.starts_with("x-")
}

/// Where the lines of a text stand.
enum Place {
    Top,
    /// Below another key of the top.
    Elsewhere,
    /// Right below `services`.
    Services,
    /// In a service: its own column, and that of its attributes once it is known.
    Service(usize, Option<usize>),
}

/// What was seen of services.
#[derive(Default)]
struct Seen {
    known: bool,
    /// An attribute that says what to run.
    runs: bool,
    foreign: bool,
    template: bool,
}

impl Seen {
    /// A line that is indented; false where it makes the text no Compose file.
    fn take(&mut self, body: &str, indent: usize, place: &mut Place) -> bool {
        let member = match *place {
            Place::Top => return false,
            Place::Elsewhere => return true,
            Place::Services => indent,
            Place::Service(member, _) => member,
        };
        if indent < member {
            // What closes a collection in braces may stand anywhere.
            return true;
        }
        if indent == member {
            let Some((_, value)) = entry(body) else { return body.starts_with([']', '}']) };
            *place = Place::Service(member, None);
            if let Some(inside) = value.strip_prefix('{') {
                self.flow(inside, 0);
            } else if !value.is_empty() && !value.starts_with(['&', '*', '!', '~']) && value != "null" {
                return false;
            }
            return true;
        }
        if let Place::Service(_, column) = place
            && *column.get_or_insert(indent) == indent
            && let Some((key, value)) = entry(body)
        {
            self.attribute(key, value);
        }
        true
    }

    fn attribute(&mut self, key: &str, value: &str) {
        // Charts have images that are mappings.
        let is_chart = key == "image" && (value.is_empty() || value.starts_with('{'));
        if SERVICE.split(' ').any(|known| known == key) && !is_chart {
            self.known = true;
            self.runs |= matches!(key, "image" | "build" | "extends");
        } else if key != "<<" && !key.starts_with("x-") {
            self.foreign = true;
        }
    }

    /// The attributes in a collection in braces that begins behind its brace, `depth` collections above them. Only what stands on one line counts.
    fn flow(&mut self, text: &str, depth: usize) {
        for Member { above, key, value } in members(text) {
            if above == depth {
                self.attribute(key, value);
            }
        }
    }

    /// A text that is a collection in braces as a whole, from behind its brace.
    fn whole(mut self, text: &str) -> Look {
        let mut top = "";
        for Member { above, key, value } in members(text) {
            match above {
                0 if !is_top(key) => return Look::Other,
                0 => top = key,
                2 if top == "services" => self.attribute(key, value),
                _ => {}
            }
        }
        self.verdict()
    }

    fn verdict(&self) -> Look {
        match (self.known, self.foreign, self.template) {
            (true, false, false) => Look::Compose,
            (true, _, true) if self.runs => Look::Doubtful(TEMPLATE),
            (true, true, _) if self.runs => Look::Doubtful(FOREIGN),
            _ => Look::Other,
        }
    }
}

/// A key in braces.
struct Member<'t> {
    /// How many collections stand around the one it is in.
    above: usize,
    key: &'t str,
    /// What follows it, up to a comma or a closing bracket.
    value: &'t str,
}

/// The keys in a collection in braces that begins behind its brace, and in those inside of it but for lists, up to its end or that of the text.
fn members(text: &str) -> Vec<Member<'_>> {
    let mut found = Vec::new();
    // Whether each open collection is one of keys.
    let mut open = vec![true];
    let (mut quote, mut escaped, mut starts, mut skips, mut lists) = (None, false, true, 0, 0usize);
    for (at, c) in text.char_indices() {
        if at < skips {
            continue;
        }
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(mark), c) => quote = (c != mark).then_some(mark),
            (None, '{' | '[') => {
                open.push(c == '{');
                lists += usize::from(c == '[');
                starts = c == '{';
            }
            (None, '}' | ']') => {
                lists -= usize::from(open.pop() == Some(false));
                starts = false;
                if open.is_empty() {
                    return found;
                }
            }
            (None, ',') => starts = open.last() == Some(&true),
            (None, c) if starts && !c.is_whitespace() => {
                starts = false;
                let rest = &text[at..];
                let end = rest.find([',', '}', ']', '\n']).unwrap_or(rest.len());
                if let Some((key, value)) = entry(&rest[..end]) {
                    if lists == 0 {
                        found.push(Member { above: open.len() - 1, key, value });
                    }
                    let quotes = if matches!(c, '"' | '\'') { 2 } else { 0 };
                    skips = at + key.len() + quotes;
                } else if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
            }
            (None, '"' | '\'') => quote = Some(c),
            _ => {}
        }
    }
    found
}

/// Lines of a document's own, and what closes a collection in braces.
fn is_mark(body: &str) -> bool {
    body.starts_with("---") || body.starts_with("...") || body.starts_with('%') || body.starts_with(['}', ']'])
}

/// Key and value of a line, without quotes around the key and without a comment, anchor or tag that is all of the value.
fn entry(body: &str) -> Option<(&str, &str)> {
    let (key, rest) = match body.chars().next()? {
        quote @ ('"' | '\'') => {
            let inside = &body[1..];
            let end = inside.find(quote)?;
            (&inside[..end], inside[end + 1..].trim_start().strip_prefix(':')?)
        }
        '-' | '[' | '{' | '?' => return None,
        _ => {
            let end = body
                .match_indices(':')
                .map(|(at, _)| at)
                .find(|at| body[at + 1..].is_empty() || body[at + 1..].starts_with([' ', '\t']))?;
            (body[..end].trim_end(), &body[end + 1..])
        }
    };
    let mut value = rest.trim();
    if value.starts_with(['&', '!']) {
        value = value.split_once([' ', '\t']).map_or("", |(_, rest)| rest.trim_start());
    }
    Some((key, if value.starts_with('#') { "" } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compose_files_are_known_by_their_services() {
        for text in [
            "services:\n  web:\n    image: nginx\n",
            "  services:\n    web:\n      image: nginx\n  x-a: 1\n",
            "!!map\nservices:\n  web:\n    image: nginx\n",
            "\u{feff}services:\n  web:\n    image: nginx\n",
            "---\nversion: '3'\nx-a: &a\n  restart: always\nservices:\n  web:\n    <<: *a\n    image: nginx\nvolumes:\n  d:\n",
            "services:\n    opencloud:\n        environment:\n            A: b\n",
            "\"services\":\n  'web': {image: nginx, ports: [\"80:80\"]}\n",
            "services: {web: {image: nginx}, db: {build: .}}\n",
            "services: # all\n  web: &web # the first\n    image: nginx\n  other: *web\n",
            "{services: {web: {image: nginx, environment: {image: 1, a: 'x, b: {'}}}}",
            "{\"x-a\": {\"services\": 1},\n \"name\":\"a\",\n\"services\": {\n\t\"web\": {\"image\":\"a\\\"}\",\n\"ports\": []}}",
            "services:\n  web:\n    command: >\n      a: b\n      c: d\n    ports:\n    - 80:80\n",
            "? services # all\n: web:\n    image: nginx\n    tty: true\n",
            "? services\n:\n  ? web\n  : image: nginx\n    tty: true\n",
        ] {
            assert_eq!(look(text), Look::Compose, "{text}");
        }
    }

    #[test]
    fn other_files_with_services_are_none() {
        for text in [
            "on: push\njobs:\n  a:\n    services:\n      db:\n        image: x\n",
            "image: x\nservices:\n  - postgres\n",
            "services:\n  - postgres\n",
            "services:\n  _defaults:\n    autowire: true\n  App\\Foo:\n    class: x\n",
            "services:\n  a.b:\n    class: C\n    arguments: ['@x']\n",
            "apiVersion: v1\nkind: List\nservices:\n  web:\n    image: x\n",
            "name: app\nrecipe: lamp\nservices:\n  web:\n    image: x\n",
            "services:\n  web: nginx\n",
            "services:\n  web:\n  db:\n",
            "services: 3\n",
            "a: 1\n",
            "{\"services\": [{\"image\": \"x\"}]}",
            "{\"scripts\": {}, \"services\": {\"web\": {\"image\": \"x\"}}}",
            "{\"services\": {\"web\": {\"image\": {\"repository\": \"x\"}}}}",
            "{{ services }}\nservices: {web: {class: x}}\n",
            "services:\n  web:\n    image:\n      repository: x\n",
            "\0services:\n  web:\n    image: x\n",
            "",
        ] {
            assert_eq!(look(text), Look::Other, "{text}");
        }
    }

    #[test]
    fn a_beginning_may_be_that_of_a_compose_file() {
        for text in
            ["x-a: &a\n  k: v\n  ? l\n  : v\n", "# c\n---\nversion: '3'\nnetworks:\n  a:\n", "? volumes\n: a:\n"]
        {
            assert!(begins(text), "{text}");
        }
        for text in ["", "# c\n", "- a\n- b\n", "x-a:\n  k: v\non: push\n", "x-a: \0\n", "volumes:\n  a:\nkind: List\n"]
        {
            assert!(!begins(text), "{text}");
        }
    }

    #[test]
    fn what_is_nearly_one_is_told() {
        assert_eq!(look("services:\n  web:\n    image: x\n    replicas: 2\n"), Look::Doubtful(FOREIGN));
        assert_eq!(look("services: {web: {image: x, port: 2}}\n"), Look::Doubtful(FOREIGN));
        let template = "services:\n  web:\n    image: x\n{% if a %}\n    tty: true\n{% endif %}\n";
        assert_eq!(look(template), Look::Doubtful(TEMPLATE));
        let before = "---\nnetworks:\n{% if a %}\n{# b\n c #}\n  x: {}\n{% endif %}\n%{ if d }\nservices:\n  web:\n    image: x\n";
        assert_eq!(look(before), Look::Doubtful(TEMPLATE));
        let over_lines = "<%#\n A licence\n-%>\nservices:\n  web:\n    image: <%- x %>\n    labels:\n      {{- labels(\n  a,\nb\n) }}\n";
        assert_eq!(look(over_lines), Look::Doubtful(TEMPLATE));
        let extends = "{%- if a %}\n{%- endif %}\nservices:\n  web:\n    extends: {file: a.yaml, service: web}\n";
        assert_eq!(look(extends), Look::Doubtful(TEMPLATE));
    }

    #[test]
    fn the_attributes_are_those_of_the_schema() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../schemas/compose.json")).expect("a schema");
        let service = schema["$defs"]["service"]["properties"].as_object().expect("properties");
        let mut keys: Vec<&str> = service.keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys.join(" "), SERVICE);
        let top = schema["properties"].as_object().expect("properties");
        // Jobs are what pipelines have, too.
        assert!(top.keys().filter(|key| *key != "jobs").all(|key| TOP.contains(&key.as_str())));
        assert_eq!(top.len(), TOP.len() + 1);
    }
}
