//! Samples of env files: which of them may stand in for one that is not there.

use plimsoll_source::files::{EntryKind, Files, join};

/// What samples have in their names, the likeliest first.
const WORDS: [&str; 9] =
    ["example", "sample", "dist", "template", "default", "defaults", "tmpl", "tpl", "local.example"];

/// The sample that stands beside an env file that is not there: `.env.example` for `.env`, `db.env.sample` for `db.env`.
pub(super) fn beside(path: &str, files: &dyn Files) -> Option<String> {
    let (directory, name) = path.rsplit_once('/').unwrap_or((".", path));
    let is_file = |name: &String| files.kind(&join(directory, name)) == Some(EntryKind::File);
    names(name).find(is_file).map(|name| join(directory, &name))
}

/// What a sample of a file may be called.
fn names(name: &str) -> impl Iterator<Item = String> + '_ {
    let own =
        WORDS.iter().flat_map(move |word| [format!("{name}.{word}"), format!("{word}.{name}"), within(name, word)]);
    // A sample of `.env` is seldom written with two dots in a row.
    let plain = name.trim_start_matches('.');
    let bare = WORDS.iter().flat_map(move |word| {
        let dashed =
            [format!("{plain}.{word}"), format!("{word}.{plain}"), format!("{name}-{word}"), format!("{name}_{word}")];
        let hidden = [format!(".{word}.{plain}"), format!("{plain}-{word}")];
        dashed.into_iter().chain(hidden)
    });
    own.chain(bare)
}

/// `app.example.env` for `app.env`.
fn within(name: &str, word: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() => format!("{stem}.{word}.{end}"),
        _ => format!(".{word}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use plimsoll_source::files::MemoryFiles;

    #[test]
    fn a_sample_is_known_by_the_name_of_what_it_stands_in_for() {
        for (wanted, sample) in [
            (".env", ".env.example"),
            ("a/.env", "a/.env.sample"),
            (".env", "env.example"),
            (".env", "example.env"),
            (".env", ".env-dist"),
            (".env", ".example.env"),
            ("a/db.env", "a/db.env.template"),
            ("a/db.env", "a/db.example.env"),
            (".env.prod", ".env.prod.example"),
        ] {
            let files = MemoryFiles::new([
                (sample.to_owned(), String::new()),
                ("a/other.env.example".to_owned(), String::new()),
            ]);
            assert_eq!(beside(wanted, &files).as_deref(), Some(sample), "{wanted}");
        }
        let files = MemoryFiles::new([
            (".env.production".to_owned(), String::new()),
            ("b/.env.example".to_owned(), String::new()),
        ]);
        assert_eq!(beside(".env", &files), None);
    }
}
