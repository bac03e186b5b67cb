//! Files in one deterministic `.tar.gz`, and back. What is read from one is believed in nothing: plain files of plain names, each once, and no more bytes
//! than are asked for.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};

use super::Files;

/// A bundle with more files than this is none of ours: only `--with-inputs` makes more than a dozen.
pub const MAX_FILES: usize = 50_000;
/// Bytes of all files of a bundle. Those of large repositories have some thirty million.
pub const MAX_BYTES: u64 = 128 << 20;

/// Why an archive is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Not a `.tar.gz`, or a damaged one.
    #[error("it is no archive, or a damaged one: {0}")]
    Damaged(String),
    /// Something in it that no archive of ours has.
    #[error("`{}` in it is {what}", plimsoll_report::printable(.name))]
    Entry {
        /// Its name.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More than may be.
    #[error("it holds more than {0}")]
    TooLarge(String),
    /// Bytes after the end, or fields that nobody sees.
    #[error("it is not as it was written")]
    Rewritten,
}

/// One archive of all files, below a directory where `top` names one. The same files give the same bytes: no times, no owners.
///
/// # Errors
/// When a name cannot stand in an archive.
pub fn pack(files: &Files, top: Option<&str>) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    packed(files, top, &mut encoder)?;
    encoder.finish()
}

fn packed(files: &Files, top: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let mut builder = tar::Builder::new(out);
    for (name, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o644);
        header.set_size(bytes.len() as u64);
        let name = top.map_or_else(|| name.clone(), |top| format!("{top}/{name}"));
        builder.append_data(&mut header, name, bytes.as_slice())?;
    }
    builder.finish()
}

/// Takes the bytes that are left to come, and no others.
struct Same<'a>(&'a [u8]);

impl Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The files of an archive that [`pack`] made with the same `top`.
///
/// # Errors
/// When it is damaged, too large, or holds anything but plain files in the form in which they were written.
pub fn unpack(bytes: &[u8], top: Option<&str>) -> Result<Files, ArchiveError> {
    let damaged = |error: io::Error| ArchiveError::Damaged(error.to_string());
    let mut plain = Vec::new();
    let mut decoder = GzDecoder::new(bytes);
    decoder.by_ref().take(MAX_BYTES + 1).read_to_end(&mut plain).map_err(damaged)?;
    if plain.len() as u64 > MAX_BYTES {
        return Err(ArchiveError::TooLarge(format!("{MAX_BYTES} bytes")));
    }
    if !decoder.into_inner().is_empty() {
        return Err(ArchiveError::Rewritten);
    }
    let mut files = Files::new();
    for entry in tar::Archive::new(plain.as_slice()).entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let wrong = |what| ArchiveError::Entry { name: name.clone(), what };
        if entry.header().entry_type() != EntryType::Regular {
            return Err(wrong("no plain file"));
        }
        let inside = match top {
            Some(top) => name.strip_prefix(top).and_then(|rest| rest.strip_prefix('/')),
            None => Some(name.as_str()),
        };
        let is_plain = |name: &str| !name.split('/').any(|part| matches!(part, "" | "." | ".."));
        let Some(inside) = inside.filter(|inside| is_plain(inside) && !name.contains('\u{fffd}')) else {
            return Err(wrong("no name that a bundle has"));
        };
        if files.len() == MAX_FILES {
            return Err(ArchiveError::TooLarge(format!("{MAX_FILES} files")));
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(damaged)?;
        if files.insert(inside.to_owned(), content).is_some() {
            return Err(wrong("there twice"));
        }
    }
    // Owners, times, gaps and whatever stands behind the last file would be things that no digest speaks of.
    let mut same = Same(&plain);
    match packed(&files, top, &mut same) {
        Ok(()) if same.0.is_empty() => Ok(files),
        _ => Err(ArchiveError::Rewritten),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let long = format!("{}/x.rego", "long".repeat(60));
        let names = ["a.rego", "data/images.yaml", "new\nline", "back\\slash", "é", &long];
        names.into_iter().map(|name| (name.to_owned(), name.repeat(100).into_bytes())).collect()
    }

    fn gz(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).expect("written");
        encoder.finish().expect("ended")
    }

    fn tar_of(fill: impl Fn(&mut tar::Builder<Vec<u8>>)) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        fill(&mut builder);
        gz(&builder.into_inner().expect("ended"))
    }

    /// An entry whose name the library would refuse to write.
    fn named(name: &str, kind: EntryType) -> Vec<u8> {
        tar_of(|builder| {
            let mut header = Header::new_gnu();
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(kind);
            header.set_mode(0o644);
            header.set_size(0);
            header.set_cksum();
            builder.append(&header, io::empty()).expect("written");
        })
    }

    #[test]
    fn what_is_packed_comes_out_and_always_the_same() {
        for top in [None, Some("evidence")] {
            let bytes = pack(&files(), top).expect("packed");
            assert_eq!(bytes, pack(&files(), top).expect("packed"));
            assert_eq!(unpack(&bytes, top), Ok(files()));
        }
        assert!(unpack(&pack(&files(), None).expect("packed"), Some("evidence")).is_err());
    }

    #[test]
    fn what_is_no_plain_file_of_a_plain_name_is_refused() {
        for name in ["/etc/x", "../x", "a/../x", "a//x", "./x", "a/", ""] {
            assert!(unpack(&named(name, EntryType::Regular), None).is_err(), "{name}");
        }
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::Fifo, EntryType::Char] {
            assert!(unpack(&named("x", kind), None).is_err(), "{kind:?}");
        }
        assert_eq!(unpack(&named("x", EntryType::Regular), None).map(|files| files.len()), Ok(1));
    }

    #[test]
    fn nothing_hides_in_an_archive() {
        let bytes = pack(&files(), None).expect("packed");
        assert_eq!(unpack(&[&bytes[..], b"more"].concat(), None), Err(ArchiveError::Rewritten));
        assert_eq!(unpack(&[&bytes[..], &bytes[..]].concat(), None), Err(ArchiveError::Rewritten));
        let mut plain = Vec::new();
        packed(&files(), None, &mut plain).expect("packed");
        plain.extend(b"behind the end");
        assert_eq!(unpack(&gz(&plain), None), Err(ArchiveError::Rewritten));
        let twice = tar_of(|builder| {
            for _ in 0..2 {
                let mut header = Header::new_gnu();
                header.set_mode(0o644);
                header.set_size(1);
                builder.append_data(&mut header, "x", &b"1"[..]).expect("written");
            }
        });
        assert!(matches!(unpack(&twice, None), Err(ArchiveError::Entry { what: "there twice", .. })));
        let dated = tar_of(|builder| {
            let mut header = Header::new_gnu();
            header.set_mode(0o644);
            header.set_mtime(1);
            header.set_size(1);
            builder.append_data(&mut header, "x", &b"1"[..]).expect("written");
        });
        assert_eq!(unpack(&dated, None), Err(ArchiveError::Rewritten));
        for cut in [0, 1, 9, bytes.len() / 2, bytes.len() - 1] {
            assert!(matches!(unpack(&bytes[..cut], None), Err(ArchiveError::Damaged(_))), "{cut}");
        }
    }
}
