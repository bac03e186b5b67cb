//! The order of runs: by their links, each naming the one before it; where nothing links, by the clock.

use std::collections::BTreeMap;

use super::Link;

/// Puts the runs of one repository in order. A run follows the one that it names, whatever the clocks say: whole seconds, and clocks of several machines, order
/// nothing by themselves.
pub(super) fn by_links(mut links: Vec<Link<'_>>) -> Vec<Link<'_>> {
    links.sort_by(|a, b| (a.start, a.end, &a.run.run_id).cmp(&(b.start, b.end, &b.run.run_id)));
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, link) in links.iter().enumerate() {
        named.entry(&link.run.run_id).or_insert(index);
    }
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (index, link) in links.iter().enumerate() {
        match link.previous.as_ref().and_then(|(id, _)| named.get(id.as_str())) {
            Some(before) if *before != index => next.entry(*before).or_default().push(index),
            _ => roots.push(index),
        }
    }
    // What is left after the roots, and all that follows them, goes round in a circle.
    roots.extend(0..links.len());
    let mut order = Vec::with_capacity(links.len());
    let mut is_placed = vec![false; links.len()];
    for root in roots {
        let mut ahead = vec![root];
        while let Some(index) = ahead.pop() {
            if std::mem::replace(&mut is_placed[index], true) {
                continue;
            }
            order.push(index);
            ahead.extend(next.get(&index).into_iter().flatten().rev());
        }
    }
    let mut links: Vec<Option<Link<'_>>> = links.into_iter().map(Some).collect();
    order.into_iter().filter_map(|index| links[index].take()).collect()
}
