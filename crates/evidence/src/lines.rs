//! How the JSON documents of a bundle stand: outer lists and objects spread over lines, what is in them on one. A row is a line, which can be searched and
//! compared, and nothing is blank space.

use std::io;

use serde_json::Value;

use super::OSCAL;
use plimsoll_report::write_json_value;

/// So many levels of a document are spread over lines.
fn levels(path: &str) -> usize {
    match path {
        "controls.json" => 4,
        OSCAL => 5,
        super::TEST_RESULT => 3,
        _ => 2,
    }
}

/// A document of a bundle, in the one form that it has there.
///
/// # Errors
/// When it cannot be serialized.
pub(super) fn document(path: &str, value: &Value) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    spread(value, 0, levels(path), &mut out)?;
    out.push(b'\n');
    Ok(out)
}

fn spread(value: &Value, level: usize, levels: usize, out: &mut Vec<u8>) -> io::Result<()> {
    let line = |out: &mut Vec<u8>, level: usize| {
        out.push(b'\n');
        out.extend(std::iter::repeat_n(b' ', level));
    };
    match value {
        Value::Array(items) if level < levels && !items.is_empty() => {
            out.push(b'[');
            for (n, item) in items.iter().enumerate() {
                out.extend((n > 0).then_some(b','));
                line(out, level + 1);
                spread(item, level + 1, levels, out)?;
            }
            line(out, level);
            out.push(b']');
        }
        Value::Object(entries) if level < levels && !entries.is_empty() => {
            out.push(b'{');
            for (n, (key, item)) in entries.iter().enumerate() {
                out.extend((n > 0).then_some(b','));
                line(out, level + 1);
                write_json_value(key, &mut *out)?;
                out.extend(b": ");
                spread(item, level + 1, levels, out)?;
            }
            line(out, level);
            out.push(b'}');
        }
        other => write_json_value(other, out)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_a_line() {
        let value = json!({"rows": [{"a": [1, {"b": 2}]}, {}], "version": 1, "none": []});
        let text = String::from_utf8(document("results.json", &value).expect("written")).expect("text");
        assert_eq!(text, "{\n \"none\": [],\n \"rows\": [\n  {\"a\":[1,{\"b\":2}]},\n  {}\n ],\n \"version\": 1\n}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
