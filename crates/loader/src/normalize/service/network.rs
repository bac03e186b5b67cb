//! Ports, networks and dependencies of a service. Pure.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::{Base, items, resource, scalar, text};
use plimsoll_model::{Address, NetworkUse, Port, Reach};

/// Published ports. On the host's network nothing is published: the list is then what the file asks for all the same.
pub(super) fn ports(config: &Map<String, Value>, at: &Address) -> Vec<Port> {
    items(config, at, "ports").filter_map(|(at, value)| port(at, value.as_object()?)).collect()
}

fn port(at: Address, entry: &Map<String, Value>) -> Option<Port> {
    let target = text(entry, "target")?.parse().ok()?;
    let published = text(entry, "published").filter(|p| !p.is_empty());
    // Port 0 is any that is free, like none.
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|port| *port != 0);
    let (first, last) = match published.as_deref().map(|p| p.split_once('-').unwrap_or((p, p))) {
        Some((first, last)) => (number(first), number(last)),
        None => (None, None),
    };
    let host_ip = text(entry, "host_ip").filter(|ip| !ip.is_empty());
    Some(Port {
        at,
        reach: reach(host_ip.as_deref()),
        host_ip,
        published: first,
        published_end: last.filter(|last| Some(*last) != first),
        target,
        target_end: text(entry, "target_end").and_then(|last| last.parse().ok()),
        protocol: text(entry, "protocol").unwrap_or_else(|| "tcp".to_owned()).to_ascii_lowercase(),
        mode: text(entry, "mode"),
    })
}

fn reach(host_ip: Option<&str>) -> Reach {
    let Some(ip) = host_ip else { return Reach::All };
    match ip.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => Reach::All,
        Ok(ip) if ip.is_loopback() => Reach::Loopback,
        Ok(_) => Reach::Address,
        Err(_) => Reach::Unknown,
    }
}

/// `expose` and the image's EXPOSE, sorted: `8080/tcp`.
pub(super) fn exposed(config: &Map<String, Value>, base: &Base<'_>) -> Vec<String> {
    let written = config.get("expose").and_then(Value::as_array).into_iter().flatten().filter_map(scalar);
    let with_protocol = written.map(|p| if p.contains('/') { p } else { format!("{p}/tcp") });
    let image = base.effect().into_iter().flat_map(|effect| effect.exposed.iter().map(|e| e.value.clone()));
    with_protocol.chain(image).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The networks a service joins; none with a `network_mode`, nor where a provider runs it.
pub(super) fn networks(config: &Map<String, Value>, at: &Address, document: &Map<String, Value>) -> Vec<NetworkUse> {
    if ["network_mode", "provider"].iter().any(|key| config.get(*key).is_some_and(|value| !value.is_null())) {
        return Vec::new();
    }
    let joined = config.get("networks").and_then(Value::as_object);
    let keys: Vec<String> = match joined {
        Some(networks) if !networks.is_empty() => networks.keys().cloned().collect(),
        _ => vec!["default".to_owned()],
    };
    let flag = |key: &str, attribute: &str| {
        resource(document, "networks", key).and_then(|n| n.get(attribute)).and_then(Value::as_bool).unwrap_or(false)
    };
    keys.into_iter()
        .map(|key| NetworkUse {
            at: at.child("networks").child(&key),
            internal: flag(&key, "internal"),
            external: flag(&key, "external"),
            key,
        })
        .collect()
}

/// Names of services in `depends_on` (which the loader completes from links, namespaces and `volumes_from`).
pub(super) fn depends_on(config: &Map<String, Value>) -> Vec<String> {
    let names = match config.get("depends_on") {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        Some(Value::Array(list)) => list.iter().filter_map(scalar).collect(),
        _ => BTreeSet::new(),
    };
    names.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_how_far_a_port_reaches() {
        let cases = [
            (None, Reach::All),
            (Some("0.0.0.0"), Reach::All),
            (Some("::"), Reach::All),
            (Some("[::1]"), Reach::Loopback),
            (Some("127.0.0.53"), Reach::Loopback),
            (Some("10.0.0.1"), Reach::Address),
            (Some("lan"), Reach::Unknown),
        ];
        for (ip, expected) in cases {
            assert_eq!(reach(ip), expected, "{ip:?}");
        }
    }

    #[test]
    fn reads_ranges_and_ports_the_engine_picks() {
        let config = json!({"ports": [{"target": 80, "published": "8000-8010", "protocol": "TCP"}, {"target": "53", "protocol": "udp"}]});
        let ports = ports(config.as_object().unwrap(), &Address::root());
        assert_eq!(
            (ports[0].published, ports[0].published_end, ports[0].protocol.as_str()),
            (Some(8000), Some(8010), "tcp")
        );
        assert_eq!((ports[1].published, ports[1].target), (None, 53));
    }
}
