//! Submodules of a repository: what lies in them is there only where somebody checked them out.

use plimsoll_source::Sources;
use plimsoll_source::files::{Files, join, lies_in};

/// Where git keeps them.
const FILE: &str = ".gitmodules";

/// Whether a path, from the root, lies in a submodule.
pub(super) fn hold(path: &str, files: &dyn Files, sources: &Sources) -> bool {
    let Ok(file) = files.read(FILE, sources) else { return false };
    let text = sources.get(file).text.clone();
    let paths = text.lines().filter_map(|line| line.trim().strip_prefix("path")?.trim_start().strip_prefix('='));
    paths.map(|named| join(".", named.trim())).any(|submodule| submodule != "." && lies_in(path, &submodule))
}

#[cfg(test)]
mod tests {
    use super::hold;
    use plimsoll_source::Sources;
    use plimsoll_source::files::MemoryFiles;

    #[test]
    fn only_what_lies_in_a_submodule_is_held() {
        let text = "[submodule \"web\"]\n\tpath = vendor/web\n\turl = ../web.git\n";
        let files = MemoryFiles::new([(".gitmodules".to_owned(), text.to_owned())]);
        let sources = Sources::default();
        assert!(hold("vendor/web/Dockerfile", &files, &sources));
        assert!(!hold("vendor/webby/Dockerfile", &files, &sources));
        assert!(!hold("Dockerfile", &files, &sources));
        assert!(!hold("vendor/web/Dockerfile", &MemoryFiles::default(), &Sources::default()));
    }
}
