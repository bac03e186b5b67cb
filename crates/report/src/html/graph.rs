//! The services of each project and what they are joined to, with the findings marked on them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use serde_json::Value;

use super::super::view::{View, holds_for};
use super::picture::{self, Edge, Node, NodeKind};
use super::{Esc, findings};
use crate::ProjectSummary;
use plimsoll_policy::Severity;

/// Larger graphs are no pictures any more.
const NODES: usize = 60;
const EDGES: usize = 160;
/// Projects that get a picture.
const PICTURES: usize = 40;

pub(super) fn section(view: &View<'_>, out: &mut String) -> fmt::Result {
    let composed: Vec<&ProjectSummary> =
        view.report.projects.iter().filter(|project| services(project).next().is_some()).collect();
    if composed.is_empty() {
        return Ok(());
    }
    out.push_str("<section aria-labelledby=\"services\">\n<h2 id=\"services\">Services</h2>\n");
    let few = composed.len() <= 3;
    for project in composed.iter().take(PICTURES) {
        let name = title(project);
        let graph = Graph::of(view, project);
        writeln!(out, "<details class=\"graph\"{}><summary>{}</summary>", if few { " open" } else { "" }, Esc(&name))?;
        if graph.nodes.len() > NODES || graph.edges.len() > EDGES {
            writeln!(
                out,
                "<p>{} nodes and {} links are too many for a picture; the table has the services.</p>",
                graph.nodes.len(),
                graph.edges.len()
            )?;
        } else {
            let label = format!(
                "Services of {name} and their networks, published ports, mounts and secrets; the table below says the same"
            );
            picture::draw(&graph.nodes, &graph.edges, &label, out)?;
        }
        table(view, project, &name, out)?;
        out.push_str("</details>\n");
    }
    if composed.len() > PICTURES {
        writeln!(out, "<p>{} more projects are not drawn.</p>", composed.len() - PICTURES)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

fn title(project: &ProjectSummary) -> String {
    match &project.environment {
        Some(environment) => format!("{} ({environment})", project.name),
        None => project.name.clone(),
    }
}

fn services(project: &ProjectSummary) -> impl Iterator<Item = (&String, &Value)> {
    project.model.get("services").and_then(Value::as_object).into_iter().flatten()
}

fn list<'a>(value: &'a Value, way: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(way).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// `127.0.0.1:8080→80/udp`.
fn port(port: &Value) -> String {
    let number = |key: &str| port.get(key).and_then(Value::as_u64);
    let published = match (number("published"), number("published_end")) {
        (Some(first), Some(last)) if last != first => format!("{first}-{last}"),
        (Some(first), _) => first.to_string(),
        (None, _) => "any".to_owned(),
    };
    let address = text(port, "host_ip").map(|address| format!("{address}:")).unwrap_or_default();
    let protocol = text(port, "protocol")
        .filter(|protocol| *protocol != "tcp")
        .map(|protocol| format!("/{protocol}"))
        .unwrap_or_default();
    let last = number("target_end").map(|last| format!("-{last}")).unwrap_or_default();
    format!("{address}{published}→{}{last}{protocol}", number("target").unwrap_or_default())
}

/// The kind of node a mount leads to, and its name.
fn mounted(mount: &Value) -> Option<(NodeKind, String)> {
    let named = |kind| text(mount, "source").map(|name| (kind, name.to_owned()));
    match text(mount, "kind")? {
        "secret" => named(NodeKind::Secret),
        "config" => named(NodeKind::Config),
        "volume" | "cluster" => named(NodeKind::Volume),
        "bind" | "npipe" | "api-socket" => text(mount, "host_path").map(|path| (NodeKind::Host, path.to_owned())),
        _ => None,
    }
}

/// Findings of a service by severity, worst first, and the anchor of the worst one.
fn marks(
    view: &View<'_>,
    project: &ProjectSummary,
    service: &Value,
) -> (BTreeMap<std::cmp::Reverse<Severity>, usize>, Option<usize>) {
    let at = text(service, "at").unwrap_or_default();
    let below = |address: &str| address.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let mut counts = BTreeMap::new();
    let mut worst: Option<(Severity, usize)> = None;
    for (index, finding) in view.report.findings.iter().enumerate() {
        let here = finding.waiver.is_none() && holds_for(finding, project);
        if !at.is_empty() && here && (below(finding.subject.as_str()) || below(finding.at.as_str())) {
            *counts.entry(std::cmp::Reverse(finding.severity)).or_default() += 1;
            if worst.is_none_or(|(severity, _)| finding.severity > severity) {
                worst = Some((finding.severity, index));
            }
        }
    }
    (counts, worst.map(|(_, index)| index))
}

#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    known: BTreeMap<(NodeKind, String), usize>,
}

impl Graph {
    fn of(view: &View<'_>, project: &ProjectSummary) -> Self {
        let mut graph = Self::default();
        let mut joined = BTreeSet::new();
        for (name, service) in services(project) {
            let id = graph.node(NodeKind::Service, name);
            let (counts, worst) = marks(view, project, service);
            if let (Some((severity, _)), Some(worst)) = (counts.first_key_value(), worst) {
                graph.nodes[id].badge = Some((severity.0, counts.values().sum(), findings::anchor(worst)));
            }
        }
        for (name, service) in services(project) {
            let id = graph.node(NodeKind::Service, name);
            let ports: Vec<String> = list(service, "/facts/ports").map(port).collect();
            if !ports.is_empty() {
                let host = graph.node(NodeKind::Port, &ports.join(", "));
                joined.insert((host, id, String::new(), false));
            }
            for network in list(service, "/facts/networks").filter_map(|network| text(network, "key")) {
                let network = graph.node(NodeKind::Network, network);
                joined.insert((id, network, String::new(), false));
            }
            for (kind, source) in list(service, "/facts/mounts").filter_map(mounted) {
                let source = graph.node(kind, &source);
                joined.insert((id, source, String::new(), false));
            }
            for other in list(service, "/facts/depends_on").filter_map(Value::as_str) {
                if let Some(other) =
                    graph.known.get(&(NodeKind::Service, other.to_owned())).copied().filter(|other| *other != id)
                {
                    joined.insert((id, other, "needs".to_owned(), true));
                }
            }
        }
        // One line between two nodes: the first word about them stays.
        let mut pairs = BTreeSet::new();
        for (from, to, label, dashed) in joined {
            if pairs.insert((from, to)) {
                graph.edges.push(Edge { from, to, label, dashed });
            }
        }
        graph
    }

    fn node(&mut self, kind: NodeKind, name: &str) -> usize {
        let next = self.nodes.len();
        let id = *self.known.entry((kind, name.to_owned())).or_insert(next);
        if id == next {
            self.nodes.push(Node { kind, name: name.to_owned(), badge: None });
        }
        id
    }
}

/// The same as the picture, for those who do not see it.
fn table(view: &View<'_>, project: &ProjectSummary, name: &str, out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Services of {}\"><table>\n<thead><tr><th scope=\"col\">Service</th><th scope=\"col\">Ports</th><th scope=\"col\">Networks</th><th scope=\"col\">Mounts and secrets</th><th scope=\"col\">Needs</th><th scope=\"col\">Findings</th></tr></thead>\n<tbody>",
        Esc(name)
    )?;
    for (service_name, service) in services(project) {
        let ports: Vec<String> = list(service, "/facts/ports").map(port).collect();
        let networks: Vec<&str> = list(service, "/facts/networks").filter_map(|network| text(network, "key")).collect();
        let mounts: BTreeSet<String> = list(service, "/facts/mounts")
            .filter_map(mounted)
            .map(|(kind, name)| format!("{} {name}", kind.word()))
            .collect();
        let needs: Vec<&str> = list(service, "/facts/depends_on").filter_map(Value::as_str).collect();
        let (counts, worst) = marks(view, project, service);
        let counts: Vec<String> = counts.iter().map(|(severity, n)| format!("{n} {}", severity.0)).collect();
        let counts = match worst {
            Some(worst) => format!("<a href=\"#{}\">{}</a>", findings::anchor(worst), counts.join(", ")),
            None => "none".to_owned(),
        };
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{counts}</td></tr>",
            Esc(service_name),
            Esc(ports.join(", ")),
            Esc(networks.join(", ")),
            Esc(mounts.into_iter().collect::<Vec<_>>().join(", ")),
            Esc(needs.join(", "))
        )?;
    }
    out.push_str("</tbody></table></div>\n");
    Ok(())
}
