//! METADATA comments in the source text of policies, by OPA's rules; the engine itself drops comments.
//!
//! Also used while `plimsoll-rules` is built, so it needs nothing but the standard library.

/// The YAML of one METADATA comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// Line of its first line of YAML, from 1.
    pub line: u32,
    /// The comment without `#`.
    pub yaml: String,
}

/// The METADATA comment of the package: the first one, when nothing but blank lines and comments stands before `package`.
pub fn of_package(text: &str) -> Option<Annotation> {
    let mut lines = text.lines().zip(1u32..).peekable();
    let mut found = None;
    while let Some((line, number)) = lines.next() {
        let line = line.trim();
        if line == "# METADATA" {
            let mut yaml = String::new();
            while let Some((comment, _)) = lines.next_if(|(line, _)| line.starts_with('#')) {
                yaml.push_str(comment.strip_prefix("# ").or_else(|| comment.strip_prefix('#')).unwrap_or(comment));
                yaml.push('\n');
            }
            found = Some(Annotation { line: number + 1, yaml });
        } else if line.starts_with("package ") {
            return found;
        } else if !line.is_empty() && !line.starts_with('#') {
            return None;
        }
    }
    None
}

/// The package a policy declares, as written: `policies.compose.service_privileged`.
pub fn package(text: &str) -> Option<&str> {
    let declaration = text.lines().find_map(|line| line.strip_prefix("package "))?;
    Some(declaration.split('#').next().unwrap_or(declaration).trim())
}
