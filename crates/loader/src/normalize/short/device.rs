//! `devices`: `SOURCE[:TARGET[:PERMISSIONS]]`; counts of `gpus` and device requests.

use super::Invalid;

/// A device of the host given to a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Path on the host.
    pub source: String,
    /// Path in the container.
    pub target: String,
    /// `rwm` where not written.
    pub permissions: String,
}

/// The device of one text.
///
/// # Errors
/// More than three parts.
pub fn device(text: &str) -> Result<Device, Invalid> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, permissions) = match parts.as_slice() {
        [source] => (*source, "", "rwm"),
        [source, target] => (*source, *target, "rwm"),
        [source, target, permissions] => (*source, *target, *permissions),
        _ => return Invalid::new(format!("confusing device mapping, please use long syntax: {text}")),
    };
    let target = if target.is_empty() { source } else { target };
    Ok(Device { source: source.to_owned(), target: target.to_owned(), permissions: permissions.to_owned() })
}

/// A number of devices; -1 for `all`.
///
/// # Errors
/// Neither `all` nor a number.
pub fn count(text: &str) -> Result<i64, Invalid> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(-1);
    }
    super::number::integer(text)
        .map_err(|_| Invalid(format!("invalid value {text:?}, the only value allowed is 'all' or a number")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices() {
        let show = |text: &str| match device(text) {
            Ok(d) => format!("{} {} {}", d.source, d.target, d.permissions),
            Err(Invalid(message)) => message,
        };
        for (text, expected) in [
            ("/dev/a", "/dev/a /dev/a rwm"),
            ("/dev/a:/dev/b", "/dev/a /dev/b rwm"),
            ("/dev/a::r", "/dev/a /dev/a r"),
            ("/dev/a:/dev/b:rw", "/dev/a /dev/b rw"),
            ("a:b:c:d", "confusing device mapping, please use long syntax: a:b:c:d"),
        ] {
            assert_eq!(show(text), expected);
        }
    }

    #[test]
    fn counts() {
        assert_eq!(count("all"), Ok(-1));
        assert_eq!(count("ALL"), Ok(-1));
        assert_eq!(count("2"), Ok(2));
        assert_eq!(
            count("some").unwrap_err().to_string(),
            "invalid value \"some\", the only value allowed is 'all' or a number"
        );
    }
}
