//! `devcontainer.json`: the Compose files or the Dockerfile of a development container.

use serde_json::Value;

use super::Source;
use super::build;
use super::compose;
use super::reader::SourceReader;

pub(super) const SOURCE: Source = Source { name: "devcontainer", takes, read };

fn takes(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "devcontainer.json" || name == ".devcontainer.json"
}

fn read(reader: &mut SourceReader<'_>) {
    let Ok(Value::Object(settings)) = serde_json::from_str(&plain(reader.text)) else { return };
    let line = |key: &str| reader.line(reader.text.find(key).unwrap_or(0));
    let text =
        |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.contains("${")).map(str::to_owned);
    let home = [reader.home.to_owned()];
    if let Some(named) = settings.get("dockerComposeFile") {
        let one = std::slice::from_ref(named);
        let list = named.as_array().map_or(one, Vec::as_slice);
        let files: Option<Vec<String>> = list.iter().map(|file| text(Some(file))).collect();
        let Some(files) = files.filter(|files| !files.is_empty()) else { return };
        let line = line("dockerComposeFile");
        return compose::Wish { files, ..compose::Wish::default() }.take_up(reader, &home, line);
    }
    let build = settings.get("build").and_then(Value::as_object);
    let of_build = |key: &str| build.and_then(|build| build.get(key));
    let Some(file) = text(of_build("dockerfile")).or_else(|| text(settings.get("dockerFile"))) else { return };
    let context = text(of_build("context")).or_else(|| text(settings.get("context")));
    let args = of_build("args").and_then(Value::as_object).into_iter().flatten();
    let args = args.map(|(name, value)| (name.clone(), text(Some(value)))).collect();
    let line = line("ocker");
    let wish = build::Wish {
        file: Some(file),
        context: Some(context.unwrap_or_else(|| ".".to_owned())),
        target: text(of_build("target")),
        args,
        ..build::Wish::default()
    };
    wish.take_up(reader, &home, line);
}

/// JSON without its comments and trailing commas, byte for byte as long.
fn plain(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let (mut at, mut comma) = (0, None);
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', _) => {
                comma = None;
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            (b'/', Some(b'/')) => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    bytes[at] = b' ';
                    at += 1;
                }
            }
            (b'/', Some(b'*')) => {
                let end = text[at + 2..].find("*/").map_or(bytes.len(), |found| at + 2 + found + 2);
                bytes[at..end].fill(b' ');
                at = end;
                continue;
            }
            (b',', _) => comma = Some(at),
            (b']' | b'}', _) => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                }
            }
            (byte, _) if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at += 1;
    }
    // Only whole comments were taken out.
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_taken_out() {
        let text = "// é\n{\"a\": \"x // y, ]\", /* b, é */ \"c\": [1, 2,\n], \"d\": \"\\\"\",}";
        let value: Value = serde_json::from_str(&plain(text)).expect("JSON");
        assert_eq!(value, serde_json::json!({"a": "x // y, ]", "c": [1, 2], "d": "\""}));
        for text in ["\"", "/*", "//", "\"\\", ",}", "/"] {
            assert_eq!(plain(text).len(), text.len(), "{text}");
        }
    }
}
