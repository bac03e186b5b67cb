//! Limits of a service, from whichever of the two places they are written in. Pure.

use serde_json::{Map, Value};

use super::scalar;
use plimsoll_model::{Address, Amount, Limits};

/// Where a limit may be written: the path below the service.
type Place = &'static [&'static str];

const MEMORY: [Place; 2] = [&["deploy", "resources", "limits", "memory"], &["mem_limit"]];
const RESERVATION: [Place; 2] = [&["deploy", "resources", "reservations", "memory"], &["mem_reservation"]];
const CPUS: [Place; 2] = [&["deploy", "resources", "limits", "cpus"], &["cpus"]];
const PIDS: [Place; 2] = [&["deploy", "resources", "limits", "pids"], &["pids_limit"]];

/// The limits in force: zero and negative amounts mean "no limit" and are left out (swap keeps its -1).
pub(super) fn limits(config: &Map<String, Value>, at: &Address) -> Limits {
    let positive = |amount: Amount<i64>| {
        let value = u64::try_from(amount.value).ok().filter(|v| *v > 0)?;
        Some(Amount { at: amount.at, value })
    };
    Limits {
        memory: first(config, at, &MEMORY, integer).and_then(positive),
        memory_reservation: first(config, at, &RESERVATION, integer).and_then(positive),
        memory_swap: first(config, at, &[&["memswap_limit"]], integer).filter(|swap| swap.value != 0),
        cpus: first(config, at, &CPUS, float).filter(|cpus| cpus.value > 0.0).or_else(|| quota(config, at)),
        pids: first(config, at, &PIDS, integer).filter(|pids| pids.value > 0),
    }
}

fn first<T>(
    config: &Map<String, Value>,
    at: &Address,
    places: &[Place],
    read: fn(&Value) -> Option<T>,
) -> Option<Amount<T>> {
    places.iter().find_map(|place| {
        let mut value = config.get(*place.first()?)?;
        let mut address = at.child(place.first()?);
        for key in place.iter().skip(1) {
            value = value.as_object()?.get(*key)?;
            address = address.child(key);
        }
        Some(Amount { at: address, value: read(value)? })
    })
}

/// `cpu_quota` over `cpu_period` (100 ms where none is written), in cores.
fn quota(config: &Map<String, Value>, at: &Address) -> Option<Amount<f64>> {
    let quota = config.get("cpu_quota").and_then(micros).filter(|q| *q > 0.0)?;
    let period = config.get("cpu_period").and_then(micros).filter(|p| *p > 0.0).unwrap_or(100_000.0);
    Some(Amount { at: at.child("cpu_quota"), value: quota / period })
}

/// Microseconds as a number or a Go duration of one unit.
fn micros(value: &Value) -> Option<f64> {
    let text = scalar(value)?;
    let cut = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..cut].parse().ok()?;
    match &text[cut..] {
        "" | "us" | "µs" => Some(number),
        "ms" => Some(number * 1e3),
        "s" => Some(number * 1e6),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    scalar(value)?.parse().ok()
}

fn float(value: &Value) -> Option<f64> {
    scalar(value)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_either_place() {
        let config = json!({"mem_limit": "536870912", "memswap_limit": "-1", "cpu_quota": "50000", "pids_limit": 0,
            "deploy": {"resources": {"limits": {"pids": 100}}}});
        let limits = limits(config.as_object().unwrap(), &Address::parse("/services/a").unwrap());
        assert_eq!(limits.memory.unwrap().value, 512 << 20);
        assert_eq!(limits.memory_swap.unwrap().value, -1);
        let cpus = limits.cpus.unwrap();
        assert_eq!((cpus.value, cpus.at.as_str()), (0.5, "/services/a/cpu_quota"));
        let pids = limits.pids.unwrap();
        assert_eq!((pids.value, pids.at.as_str()), (100, "/services/a/deploy/resources/limits/pids"));
        assert_eq!(limits.memory_reservation, None);
    }

    #[test]
    fn nothing_and_less_is_no_limit() {
        let config = json!({"mem_limit": "0", "pids_limit": -1, "cpus": 0});
        assert_eq!(limits(config.as_object().unwrap(), &Address::root()), Limits::default());
    }
}
