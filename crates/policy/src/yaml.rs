//! YAML of policies (METADATA, facts, frameworks) as JSON, in time that is in proportion to its length.

use serde_json::Value;

/// The library needs time that grows with the square of the brackets that are open, and gives up at this depth anyhow.
const MAX_OPEN: usize = 128;

/// Why a text is no YAML that can be read.
#[derive(Debug)]
pub(super) struct Error {
    /// One sentence, without the place.
    pub(super) message: String,
    /// From 1.
    pub(super) line: Option<u32>,
}

/// Reads a text.
pub(super) fn read(text: &str) -> Result<Value, Error> {
    if let Some(line) = too_deep(text) {
        return Err(Error { message: format!("more than {MAX_OPEN} brackets are open"), line: Some(line) });
    }
    serde_yaml::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        let line = error.location().map(|place| u32::try_from(place.line()).unwrap_or(u32::MAX));
        Error { message, line }
    })
}

/// The line where too many brackets are open. Those within texts count too: no text of a policy has so many that nothing closes.
fn too_deep(text: &str) -> Option<u32> {
    let mut open = 0usize;
    let mut line = 1;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            b'\n' => line += 1,
            _ => {}
        }
        if open > MAX_OPEN {
            return Some(line);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_too_much_is_refused_at_its_line_before_it_is_read() {
        let deep = format!("a: 1\nb: {}\n", "[".repeat(200_000));
        let error = read(&deep).expect_err("too deep");
        assert_eq!((error.message.as_str(), error.line), ("more than 128 brackets are open", Some(2)));
        let many = format!("a: [{}]\n", "[], ".repeat(10_000));
        assert_eq!(read(&many).expect("flat")["a"].as_array().map(Vec::len), Some(10_000));
    }

    #[test]
    fn a_syntax_error_tells_its_line_once() {
        let error = read("a: 1\nb: [\n").expect_err("open");
        assert!(error.line.is_some() && !error.message.contains("line"), "{error:?}");
    }
}
