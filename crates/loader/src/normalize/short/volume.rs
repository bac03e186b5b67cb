//! `volumes`: `[SOURCE:]TARGET[:options]`.

use super::Invalid;

/// A mount in short syntax.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// The source is a path of the host (`bind`); otherwise a named or anonymous volume (`volume`). A bind in short syntax creates a missing path.
    pub bind: bool,
    /// A path or the name of a volume; none for an anonymous volume.
    pub source: Option<String>,
    /// The path in the container, cleaned.
    pub target: String,
    /// `ro`.
    pub read_only: bool,
    /// `nocopy`.
    pub nocopy: bool,
    /// `shared`, `rslave`, ….
    pub propagation: Option<String>,
    /// `z` or `Z`.
    pub selinux: Option<String>,
    /// Options that nothing knows and the reference ignores.
    pub ignored: Vec<String>,
}

const PROPAGATIONS: [&str; 6] = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/// The mount of one text.
///
/// # Errors
/// `invalid spec: …`.
pub fn volume(text: &str) -> Result<Volume, Invalid> {
    if text.is_empty() {
        return Invalid::new("invalid empty volume spec");
    }
    if text.len() <= 2 {
        return Ok(Volume { target: cleaned(text), ..Volume::default() });
    }
    let parts = parts(text);
    if parts.iter().take(3).any(|part| part.is_empty()) {
        return Invalid::new(format!("invalid spec: {text}: empty section between colons"));
    }
    if parts.len() > 3 {
        return Invalid::new(format!("invalid spec: {text}: too many colons"));
    }
    let mut volume = Volume::default();
    match parts.as_slice() {
        [target] => volume.target = cleaned(target),
        [source, target, options @ ..] => {
            volume.source = Some((*source).to_owned());
            volume.target = cleaned(target);
            volume.bind = is_path(source);
            options.iter().flat_map(|options| options.split(',')).for_each(|option| set(&mut volume, option));
        }
        [] => {}
    }
    Ok(volume)
}

fn set(volume: &mut Volume, option: &str) {
    match option {
        "ro" => volume.read_only = true,
        "rw" => volume.read_only = false,
        "nocopy" => volume.nocopy = true,
        "z" | "Z" => volume.selinux = Some(option.to_owned()),
        _ if PROPAGATIONS.contains(&option) => volume.propagation = Some(option.to_owned()),
        _ => volume.ignored.push(option.to_owned()),
    }
}

/// Splits at colons, but not behind a single letter (a drive) nor inside `${…}`.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (i, c) in text.char_indices() {
        match c {
            '$' if text[i + 1..].starts_with('{') => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !is_drive(&text[start..i]) => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    // Where `${` is never closed the reference loses the rest; it is kept here.
    parts.push(&text[start..]);
    parts
}

fn is_drive(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Whether a source is a path of the host instead of the name of a volume.
pub fn is_path(source: &str) -> bool {
    let drive = source.split_once(':').is_some_and(|(drive, _)| is_drive(drive));
    source.starts_with(['.', '/', '~']) || source.starts_with("\\\\") || drive
}

/// A path in a container without `.`, `..` and doubled slashes, as Go's `path.Clean` does it; an empty one stays empty.
pub fn cleaned(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            part => kept.push(part),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let volume = match volume(text) {
            Ok(volume) => volume,
            Err(Invalid(message)) => return message,
        };
        let mut shown = vec![if volume.bind { "bind" } else { "volume" }.to_owned()];
        shown.extend(volume.source.map(|source| format!("from {source}")));
        shown.push(format!("to {}", volume.target));
        shown.extend(volume.read_only.then(|| "ro".to_owned()));
        shown.extend(volume.nocopy.then(|| "nocopy".to_owned()));
        shown.extend(volume.propagation);
        shown.extend(volume.selinux);
        shown.extend(volume.ignored.iter().map(|option| format!("?{option}")));
        shown.join(" ")
    }

    #[test]
    fn all_forms() {
        for (text, expected) in [
            ("/x", "volume to /x"),
            ("/b/../c//", "volume to /c"),
            ("./a", "volume to a"),
            ("data:/x", "volume from data to /x"),
            ("v:/x", "volume to v:/x"),
            ("/a:/b:ro,Z,rshared,cached", "bind from /a to /b ro rshared Z ?cached"),
            ("vol:/x:nocopy,rw", "volume from vol to /x nocopy"),
            ("~/a:/b", "bind from ~/a to /b"),
            ("..:/b", "bind from .. to /b"),
            (r"C:\a:D:\b:ro", r"bind from C:\a to D:\b ro"),
            (r"C:\a", r"volume to C:\a"),
            (r"\\.\pipe\x:/x", r"bind from \\.\pipe\x to /x"),
            ("name:D::rW", "volume from name to D: ?rW"),
            ("/t/${V:-a:b}:/x/${W}", "bind from /t/${V:-a:b} to /x/${W}"),
            ("", "invalid empty volume spec"),
            ("/a::ro", "invalid spec: /a::ro: empty section between colons"),
            ("/a:/b:", "invalid spec: /a:/b:: empty section between colons"),
            ("/a:/b:ro:z", "invalid spec: /a:/b:ro:z: too many colons"),
        ] {
            assert_eq!(show(text), expected, "{text:?}");
        }
    }

    #[test]
    fn paths_are_cleaned() {
        for (path, expected) in [
            ("", ""),
            ("/", "/"),
            ("/..", "/"),
            ("a/..", "."),
            ("../../a/./b", "../../a/b"),
            ("/a/b/../../..", "/"),
            ("a//b/", "a/b"),
        ] {
            assert_eq!(cleaned(path), expected, "{path:?}");
        }
    }
}
