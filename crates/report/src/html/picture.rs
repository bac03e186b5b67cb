//! A graph as inline SVG: laid out by `layout-rs` (its only room), drawn by us so that colours, links and escaping are the page's.

use std::fmt::{self, Write as _};

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend};
use layout::core::geometry::Point;
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

use super::Esc;
use plimsoll_policy::Severity;

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NodeKind {
    Port,
    Service,
    Network,
    Volume,
    Host,
    Secret,
    Config,
}

impl NodeKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Port => "host port",
            Self::Service => "service",
            Self::Network => "network",
            Self::Volume => "volume",
            Self::Host => "host path",
            Self::Secret => "secret",
            Self::Config => "config",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Port => "port",
            other => other.word(),
        }
    }
}

pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) name: String,
    /// Worst severity, number of findings, anchor of the worst one.
    pub(super) badge: Option<(Severity, usize, String)>,
}

pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    pub(super) dashed: bool,
}

/// Longer names are cut in the picture; the tooltip has them in full.
const NAME: usize = 28;
const FONT: usize = 14;

/// Draws a graph; `label` is what a screen reader says instead.
pub(super) fn draw(nodes: &[Node], edges: &[Edge], label: &str, out: &mut String) -> fmt::Result {
    if nodes.is_empty() {
        return Ok(());
    }
    let mut graph = VisualGraph::new(Orientation::LeftToRight);
    let style = || StyleAttr { font_size: FONT, ..StyleAttr::simple() };
    let handles: Vec<_> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            // The layout measures the text it is given: as wide as ours, two lines high.
            let width = short(&node.name).chars().count().max(node.kind.word().len() + 6);
            let shape = ShapeKind::new_box(&format!("{}\n.", "m".repeat(width)));
            let name = index.to_string();
            graph.add_node(Element::create_with_properties(
                shape,
                style(),
                Orientation::LeftToRight,
                Point::new(9.0 * (width as f64) + 20.0, 3.0 * FONT as f64),
                name,
            ))
        })
        .collect();
    for (index, edge) in edges.iter().enumerate() {
        let arrow = Arrow::simple_with_properties("", index.to_string());
        if let (Some(from), Some(to)) = (handles.get(edge.from), handles.get(edge.to)) {
            graph.add_edge(arrow, *from, *to);
        }
    }
    let mut canvas =
        Canvas { nodes, edges, shapes: String::new(), lines: String::new(), size: (0.0, 0.0), result: Ok(()) };
    graph.do_it(false, false, false, &mut canvas);
    canvas.result?;
    let (width, height) = (canvas.size.0 + 12.0, canvas.size.1 + 12.0);
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"><svg class=\"services\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\">\n{}{}</svg></div>",
        Esc(label),
        canvas.lines,
        canvas.shapes
    )
}

fn short(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    // The end of a path says more than its beginning.
    let tail: String = name.chars().skip(name.chars().count() - (NAME - 1)).collect();
    format!("…{tail}")
}

/// Takes the layout's strokes and draws our own.
struct Canvas<'a> {
    nodes: &'a [Node],
    edges: &'a [Edge],
    shapes: String,
    lines: String,
    size: (f64, f64),
    result: fmt::Result,
}

impl Canvas<'_> {
    fn grow(&mut self, x: f64, y: f64) {
        self.size = (self.size.0.max(x), self.size.1.max(y));
    }

    fn node(&mut self, at: Point, size: Point, node: &Node) -> fmt::Result {
        let (x, y, width, height) = (at.x, at.y, size.x, size.y);
        let out = &mut self.shapes;
        let (kind, name) = (node.kind.word(), Esc(&node.name));
        let radius = if node.kind == NodeKind::Network { height / 2.0 } else { 6.0 };
        write!(out, "<g class=\"node {}\"><title>{kind} {name}</title>", node.kind.class())?;
        write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius:.1}\"/>"
        )?;
        let middle = x + width / 2.0;
        write!(out, "<text class=\"kind\" x=\"{middle:.1}\" y=\"{:.1}\">{kind}</text>", y + height / 2.0 - 5.0)?;
        write!(out, "<text x=\"{middle:.1}\" y=\"{:.1}\">{}</text>", y + height / 2.0 + 12.0, Esc(short(&node.name)))?;
        if let Some((severity, count, anchor)) = &node.badge {
            let right = x + width;
            write!(
                out,
                "<a href=\"#{anchor}\" aria-label=\"{count} findings of {name}, worst {severity}\"><circle class=\"{severity}\" cx=\"{right:.1}\" cy=\"{y:.1}\" r=\"11\"/><text class=\"badge {severity}\" x=\"{right:.1}\" y=\"{:.1}\">{count}</text></a>",
                y + 4.0
            )?;
        }
        writeln!(out, "</g>")
    }

    fn edge(&mut self, path: &[(Point, Point)], edge: &Edge) -> fmt::Result {
        let [(start, first), (control, second), rest @ ..] = path else { return Ok(()) };
        let out = &mut self.lines;
        let class = if edge.dashed { "edge dashed" } else { "edge" };
        write!(
            out,
            "<path class=\"{class}\" d=\"M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            start.x, start.y, first.x, first.y, control.x, control.y, second.x, second.y
        )?;
        for (control, point) in rest {
            write!(out, "S{:.1} {:.1} {:.1} {:.1}", control.x, control.y, point.x, point.y)?;
        }
        let (from, to) = (&self.nodes[edge.from], &self.nodes[edge.to]);
        let label = if edge.label.is_empty() { String::new() } else { format!(": {}", edge.label) };
        writeln!(out, "\"><title>{} – {}{}</title></path>", Esc(&from.name), Esc(&to.name), Esc(label))?;
        Ok(())
    }
}

impl RenderBackend for Canvas<'_> {
    fn draw_rect(&mut self, xy: Point, size: Point, _: &StyleAttr, properties: Option<String>, _: Option<ClipHandle>) {
        self.grow(xy.x + size.x + 12.0, xy.y + size.y);
        let nodes = self.nodes;
        if let Some(node) = properties.and_then(|index| index.parse::<usize>().ok()).and_then(|index| nodes.get(index))
        {
            let result = self.node(xy, size, node);
            self.result = self.result.and(result);
        }
    }

    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        _: (bool, bool),
        _: &StyleAttr,
        properties: Option<String>,
        _: &str,
    ) {
        for (a, b) in path {
            self.grow(a.x.max(b.x), a.y.max(b.y));
        }
        let edges = self.edges;
        if let Some(edge) = properties.and_then(|index| index.parse::<usize>().ok()).and_then(|index| edges.get(index))
        {
            let result = self.edge(path, edge);
            self.result = self.result.and(result);
        }
    }

    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}

    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}

    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_graph_is_drawn() {
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below.max(1)
        };
        for round in 0..120 {
            let n = 1 + next(if round % 40 == 0 { 60 } else { 12 });
            let node = |i: usize| Node { kind: NodeKind::Service, name: format!("n{i}"), badge: None };
            let nodes: Vec<Node> = (0..n).map(node).collect();
            let mut edges = Vec::new();
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..next(3 * n) {
                let (from, to) = (next(n), next(n));
                if from != to && seen.insert((from, to)) {
                    edges.push(Edge { from, to, label: String::new(), dashed: false });
                }
            }
            let mut out = String::new();
            draw(&nodes, &edges, "x", &mut out).expect("drawn");
            assert!(!out.contains("NaN") && !out.contains("inf"), "round {round}");
            assert_eq!(out.matches("<g class=\"node").count(), n, "round {round}");
        }
    }
}
