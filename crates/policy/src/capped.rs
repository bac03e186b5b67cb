//! Built-in functions that make much of little: the same as the engine's, up to a size. And chance, which there is none.

use std::net::IpAddr;

use regorus::Value;

use super::call::{Answer, Function, string};

/// Numbers of a range, and addresses of a network.
const MAX_ELEMENTS: u64 = 1_000_000;

/// Bits that a number is shifted by.
const MAX_SHIFT: i64 = 4096;

pub(super) const FUNCTIONS: [(&str, u8, Function); 5] = [
    ("numbers.range", 2, |_, args| range(args, 1)),
    ("numbers.range_step", 3, |_, args| match integer(args, 2)? {
        step if step > 0 => range(args, step),
        _ => Err("step must be a positive integer".to_owned()),
    }),
    ("net.cidr_expand", 1, |_, args| cidr_expand(string(args, 0)?)),
    ("bits.lsh", 2, |_, args| shifted(args)),
    ("rand.intn", 2, |_, _| Err("there is no chance here: the same files must give the same answer".to_owned())),
];

fn integer(args: &[Value], index: usize) -> Result<i64, String> {
    let number = match args.get(index) {
        Some(Value::Number(number)) if number.is_integer() => number.as_i64(),
        Some(Value::Number(_)) => return Err("operand must be integer".to_owned()),
        _ => return Err(format!("argument {} must be a number", index + 1)),
    };
    number.ok_or_else(|| format!("argument {} is too large", index + 1))
}

fn range(args: &[Value], step: i64) -> Answer {
    let (from, to) = (integer(args, 0)?, integer(args, 1)?);
    let step = step.unsigned_abs();
    if from.abs_diff(to) / step >= MAX_ELEMENTS {
        return Err(format!("more than {MAX_ELEMENTS} numbers"));
    }
    let up = (from..=to).step_by(usize::try_from(step).unwrap_or(usize::MAX));
    let down = (to..=from).rev().step_by(usize::try_from(step).unwrap_or(usize::MAX));
    let numbers: Vec<Value> = if from <= to { up.map(Value::from).collect() } else { down.map(Value::from).collect() };
    Ok(Value::from(numbers))
}

/// All addresses of a network, first and last included.
fn cidr_expand(text: &str) -> Answer {
    let wrong = || format!("`{text}` is no network");
    let (address, prefix) = text.split_once('/').ok_or_else(wrong)?;
    let (address, prefix): (IpAddr, u32) =
        (address.parse().map_err(|_| wrong())?, prefix.parse().map_err(|_| wrong())?);
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let free = u32::checked_sub(bits, prefix).ok_or_else(wrong)?;
    let count = 1u64.checked_shl(free).filter(|count| free < 64 && *count <= MAX_ELEMENTS);
    let count = count.ok_or_else(|| format!("`{text}` has more than {MAX_ELEMENTS} addresses"))?;
    let hosts: Vec<Value> = match address {
        IpAddr::V4(address) => {
            let first = u64::from(u32::from(address)) & !(count - 1);
            let address = |n: u64| u32::try_from(first + n).map(std::net::Ipv4Addr::from);
            (0..count).filter_map(|n| address(n).ok()).map(|host| Value::from(host.to_string())).collect()
        }
        IpAddr::V6(address) => {
            let first = u128::from(address) & !u128::from(count - 1);
            (0..count).map(|n| Value::from(std::net::Ipv6Addr::from(first + u128::from(n)).to_string())).collect()
        }
    };
    Ok(Value::from(hosts))
}

/// Shifting left is multiplying.
fn shifted(args: &[Value]) -> Answer {
    let by = integer(args, 1)?;
    if !(0..=MAX_SHIFT).contains(&by) {
        return Err(format!("shifts by 0 to {MAX_SHIFT} bits, not {by}"));
    }
    let (Some(Value::Number(number)), Ok(by)) = (args.first(), u64::try_from(by)) else {
        return Err("argument 1 must be a number".to_owned());
    };
    let by = Value::from(by);
    let by = by.as_number().map_err(|error| error.to_string())?;
    number.lsh(by).map(Value::from).ok_or_else(|| "operand must be integer".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(name: &str, args: &[Value]) -> Answer {
        let (.., function) = FUNCTIONS.iter().find(|(known, ..)| *known == name).expect("it is capped");
        function(&Default::default(), args)
    }

    fn json(value: Answer) -> serde_json::Value {
        serde_json::to_value(value.expect("an answer")).expect("JSON")
    }

    #[test]
    fn ranges_and_networks_are_those_of_opa_up_to_a_size() {
        let n = |number: i64| Value::from(number);
        assert_eq!(json(ask("numbers.range", &[n(1), n(3)])), serde_json::json!([1, 2, 3]));
        assert_eq!(json(ask("numbers.range", &[n(2), n(0)])), serde_json::json!([2, 1, 0]));
        assert_eq!(json(ask("numbers.range_step", &[n(1), n(8), n(3)])), serde_json::json!([1, 4, 7]));
        assert_eq!(json(ask("numbers.range_step", &[n(8), n(1), n(3)])), serde_json::json!([8, 5, 2]));
        let network = |text: &str| ask("net.cidr_expand", &[Value::from(text)]);
        assert_eq!(json(network("10.0.0.6/30")), serde_json::json!(["10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"]));
        assert_eq!(json(network("10.0.0.6/32")), serde_json::json!(["10.0.0.6"]));
        assert_eq!(json(network("::1/127")), serde_json::json!(["::", "::1"]));
        assert_eq!(json(ask("bits.lsh", &[n(3), n(2)])), serde_json::json!(12));
        let refused = [
            ask("numbers.range", &[n(1), n(300_000_000)]),
            ask("numbers.range", &[n(i64::MIN), n(i64::MAX)]),
            ask("numbers.range_step", &[n(1), n(300_000_000), n(1)]),
            ask("numbers.range_step", &[n(1), n(3), n(0)]),
            network("0.0.0.0/0"),
            network("::/0"),
            network("::/64"),
            network("10.0.0.0/33"),
            network("x/3"),
            ask("bits.lsh", &[n(1), n(100_000_000_000)]),
            ask("rand.intn", &[Value::from("x"), n(10)]),
        ];
        for (row, answer) in refused.into_iter().enumerate() {
            assert!(answer.is_err(), "row {row}: {answer:?}");
        }
    }
}
