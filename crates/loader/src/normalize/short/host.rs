//! `extra_hosts`: `HOST=IP[,IP…]` or `HOST:IP`.

use super::Invalid;

/// Splits an entry of the list form into the host and its addresses.
///
/// # Errors
/// No address, or a host name that is none.
pub fn entry(text: &str) -> Result<(String, Vec<String>), Invalid> {
    let Some((host, addresses)) = text.split_once('=').or_else(|| text.split_once(':')) else {
        return Invalid::new(format!("invalid additional host, missing IP: {text}"));
    };
    Ok((checked_host(host)?, self::addresses(addresses)))
}

/// What is known of an entry that something unknown has a part in: its host may be blank, and addresses may be missing.
pub fn known(text: &str) -> (String, Vec<String>) {
    let (host, addresses) = text.split_once(['=', ':']).unwrap_or(("", text));
    (host.to_owned(), self::addresses(addresses))
}

/// Checks a host name, a key of the map form.
///
/// # Errors
/// Empty, or with a separator in it.
pub fn checked_host(host: &str) -> Result<String, Invalid> {
    if host.is_empty() || host.contains([':', '=']) {
        return Invalid::new(format!("bad host name '{host}'"));
    }
    Ok(host.to_owned())
}

/// The addresses of a host, separated by commas; brackets around them are dropped.
pub fn addresses(text: &str) -> Vec<String> {
    text.split(',').map(bare_address).collect()
}

fn bare_address(text: &str) -> String {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|inner| !inner.is_empty());
    inner.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        let show = |text: &str| match entry(text) {
            Ok((host, addresses)) => format!("{host} {}", addresses.join(" ")),
            Err(Invalid(message)) => message,
        };
        for (text, expected) in [
            ("a=1.1.1.1", "a 1.1.1.1"),
            ("a:1.1.1.1", "a 1.1.1.1"),
            ("a:::1", "a ::1"),
            ("a=[::1],[::2]", "a ::1 ::2"),
            ("a=1.1.1.1,2.2.2.2", "a 1.1.1.1 2.2.2.2"),
            ("a:host-gateway", "a host-gateway"),
            ("a=", "a "),
            ("a", "invalid additional host, missing IP: a"),
            ("=1.1.1.1", "bad host name ''"),
            ("a:b=1.1.1.1", "bad host name 'a:b'"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }
}
