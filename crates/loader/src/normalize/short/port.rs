//! `ports`: `[[IP:][HOST]:]CONTAINER[/PROTOCOL]`, with ranges.

use std::net::IpAddr;

use super::Invalid;

/// A published port; its mode is `ingress`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// The address to listen on, without brackets.
    pub host_ip: Option<String>,
    /// The host port, or a range `a-b` to pick from.
    pub published: Option<String>,
    /// The container port.
    pub target: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: &'static str,
}

/// What one text publishes: a port, or a range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// The address to listen on, without brackets.
    pub host_ip: Option<String>,
    /// First and last port of the host: as many as container ports, or several for one to pick from.
    pub published: Option<(u16, u16)>,
    /// First and last container port.
    pub target: (u16, u16),
    /// `tcp`, `udp` or `sctp`.
    pub protocol: &'static str,
}

impl Ports {
    /// Whether there is more than one container port.
    pub fn is_range(&self) -> bool {
        self.target.0 != self.target.1
    }

    /// The host port, or the range.
    pub fn published(&self) -> Option<String> {
        self.published.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
    }

    /// One for each container port, sorted by container port as text.
    pub fn each(&self) -> Vec<Port> {
        let (first, last) = self.target;
        let published = |target: u16| match self.published {
            Some((host, _)) if self.is_range() => Some((u32::from(host) + u32::from(target - first)).to_string()),
            _ => self.published(),
        };
        let port = |target| Port {
            host_ip: self.host_ip.clone(),
            published: published(target),
            target,
            protocol: self.protocol,
        };
        let mut ports: Vec<Port> = (first..=last).map(port).collect();
        ports.sort_by_cached_key(|port| port.target.to_string());
        ports
    }
}

/// What a port is published for.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "sctp"];

/// What one text publishes.
///
/// # Errors
/// Names the part that is wrong.
pub fn ports(text: &str) -> Result<Ports, Invalid> {
    let parts: Vec<&str> = text.split(':').collect();
    let (ip, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [ip @ .., host, container] => (ip.join(":"), *host, *container),
        [] => (String::new(), "", ""),
    };
    let (container, protocol) = match container.split_once('/') {
        None | Some((_, "")) => (container.trim_end_matches('/'), "tcp"),
        Some((container, protocol)) => (container, protocol),
    };
    let host_ip = host_ip(&ip)?;
    if container.is_empty() {
        return Invalid::new(format!("no port specified: {text}<empty>"));
    }
    // A container listens on no port 0.
    let Some((first, last)) = range(container).filter(|(first, _)| *first > 0) else {
        return Invalid::new(format!("invalid containerPort: {container}"));
    };
    let mut host_range = None;
    if !host.is_empty() {
        let Some((host_first, host_last)) = range(host) else {
            return Invalid::new(format!("invalid hostPort: {host}"));
        };
        if last - first != host_last - host_first && last != first {
            return Invalid::new(format!(
                "invalid ranges specified for container and host Ports: {container} and {host}"
            ));
        }
        host_range = Some((host_first, host_last));
    }
    let Some(protocol) = PROTOCOLS.into_iter().find(|known| protocol.eq_ignore_ascii_case(known)) else {
        return Invalid::new(format!("invalid proto: {protocol}"));
    };
    Ok(Ports { host_ip, published: host_range, target: (first, last), protocol })
}

/// Whether what a text says behind its `/` is no protocol, and none with more characters in any place of it either.
pub fn has_no_protocol(text: &str) -> bool {
    let Some((_, protocol)) = text.split_once('/') else { return false };
    let is_part_of = |known: &str| {
        let mut rest = known.chars();
        protocol.chars().all(|c| rest.any(|other| other.eq_ignore_ascii_case(&c)))
    };
    !PROTOCOLS.iter().any(|known| is_part_of(known))
}

/// An address as it stands before a port: IPv6 with or without brackets.
fn host_ip(text: &str) -> Result<Option<String>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    let inner = match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').filter(|ip| !ip.contains(['[', ']'])),
        None => Some(text),
    };
    let Some(ip) = inner else {
        return Invalid::new(format!("invalid ip address {text}: a bracket is missing, as in [::1]:80:80"));
    };
    match address(ip) {
        _ if ip.is_empty() => Ok(None),
        true => Ok(Some(ip.to_owned())),
        false => Invalid::new(format!("invalid ip address: {ip}")),
    }
}

/// Whether a text is a literal IP address.
pub fn address(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

fn range(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split('-');
    let first = number(parts.next()?)?;
    let last = match parts.next() {
        Some(last) => number(last)?,
        None => first,
    };
    (first <= last).then_some((first, last))
}

/// Digits only: no sign, no blanks.
fn number(text: &str) -> Option<u16> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match ports(text) {
            Err(Invalid(message)) => message,
            Ok(ports) => {
                let shown = ports.each().into_iter().map(|p| {
                    let ip = p.host_ip.as_ref().map(|ip| format!("{ip}|")).unwrap_or_default();
                    let published = p.published.as_ref().map(|p| format!("{p}>")).unwrap_or_default();
                    format!("{ip}{published}{}/{}", p.target, p.protocol)
                });
                shown.collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn all_forms() {
        for (text, expected) in [
            ("80", "80/tcp"),
            ("80/UDP", "80/udp"),
            ("80/", "80/tcp"),
            ("8080:80", "8080>80/tcp"),
            ("080:080", "80>80/tcp"),
            ("0:80", "0>80/tcp"),
            (":80", "80/tcp"),
            ("127.0.0.1:8080:80", "127.0.0.1|8080>80/tcp"),
            ("127.0.0.1::80", "127.0.0.1|80/tcp"),
            ("[::1]:80:80/sctp", "::1|80>80/sctp"),
            ("9-10", "10/tcp 9/tcp"),
            ("80-82:8080-8082", "80>8080/tcp 81>8081/tcp 82>8082/tcp"),
            ("8080-8085:80", "8080-8085>80/tcp"),
            ("80-80:90", "80>90/tcp"),
            ("::1:80:80", "::1|80>80/tcp"),
            ("2001:db8::1:90:90", "2001:db8::1|90>90/tcp"),
            ("::1::81", "::1|81/tcp"),
            (":::80:80", "::|80>80/tcp"),
            ("[::1:80:80", "invalid ip address [::1: a bracket is missing, as in [::1]:80:80"),
            ("a:b:80:80", "invalid ip address: a:b"),
            ("80/udp/x", "invalid proto: udp/x"),
            ("80:80/tcp/udp", "invalid proto: tcp/udp"),
            ("80:0", "invalid containerPort: 0"),
            ("0", "invalid containerPort: 0"),
            ("localhost:80:80", "invalid ip address: localhost"),
            ("1.2.3.4.5:80:80", "invalid ip address: 1.2.3.4.5"),
            ("127.0.0.1:80", "invalid hostPort: 127.0.0.1"),
            ("80:", "no port specified: 80:<empty>"),
            ("::", "no port specified: ::<empty>"),
            ("", "no port specified: <empty>"),
            ("/tcp", "no port specified: /tcp<empty>"),
            ("65536", "invalid containerPort: 65536"),
            ("-1", "invalid containerPort: -1"),
            ("80-", "invalid containerPort: 80-"),
            ("90-80", "invalid containerPort: 90-80"),
            ("+80:80", "invalid hostPort: +80"),
            (" 80", "invalid containerPort:  80"),
            ("80/icmp", "invalid proto: icmp"),
            ("1-2:1-3", "invalid ranges specified for container and host Ports: 1-3 and 1-2"),
        ] {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_last_port_does_not_overflow() {
        assert_eq!(show("65534-65535:65534-65535"), "65534>65534/tcp 65535>65535/tcp");
    }
}
