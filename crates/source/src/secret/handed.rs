//! Detector: credentials that a program takes at a place or by an option of its own, where that is no proof: enough to mask them.

use super::credential::Found;
use super::names::{self, Naming};
use super::words::{self, Word};

/// Options by which programs read a credential from their input.
pub(super) const BY_INPUT: [&str; 4] = ["--password-stdin", "--token-stdin", "--with-token", "--pass-stdin"];

/// Whether a file keeps secrets, by its path: `/run/secrets/x`, `~/.pgpass`, `db_password.txt`.
pub(super) fn keeps_secrets(path: &str) -> bool {
    const FILES: [&str; 8] =
        [".pgpass", ".netrc", ".vault_pass", ".htpasswd", ".my.cnf", ".npmrc", ".pypirc", ".git-credentials"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    // The list of accounts keeps no passwords; other files of the name do.
    if name == "passwd" {
        return path != "passwd" && !path.ends_with("etc/passwd");
    }
    path.contains("/secrets/") || FILES.contains(&name) || names::naming(stem) == Some(Naming::Secret)
}

/// What stands where this program takes a credential.
pub(super) fn by_place(text: &str, program: &str, command: &[Word], found: &mut Vec<Found>) {
    let slices: Vec<&str> = command.iter().map(|word| &text[word.range.clone()]).collect();
    let at = |word: &str| slices.iter().position(|slice| slice.eq_ignore_ascii_case(word));
    let behind = |word: &str, by: usize| at(word).map(|i| i + by);
    let starts = |prefix: &str| slices.iter().position(|slice| slice.starts_with(prefix));
    let operand = |from: usize| (from + 1..slices.len()).rev().find(|i| !slices[*i].starts_with('-'));
    // Whole words.
    let places = match program {
        "redis-cli" | "valkey-cli" | "keydb-cli" => vec![behind("auth", 1), behind("auth", 2)],
        "composer" => {
            let one = ["github-oauth.", "gitlab-oauth.", "gitlab-token.", "bearer."].iter().find_map(|p| starts(p));
            vec![one.map(|i| i + 1)]
        }
        "poetry" => vec![starts("http-basic.").map(|i| i + 2), starts("pypi-token.").map(|i| i + 1)],
        "dotnet" | "nuget" => {
            let sources = slices.iter().any(|slice| slice.eq_ignore_ascii_case("source") || *slice == "sources");
            vec![behind("-p", 1).filter(|_| sources), behind("-password", 1), behind("-apikey", 1), behind("-k", 1)]
        }
        "ssh-keygen" => vec![behind("-N", 1), behind("-P", 1)],
        "openssl" => {
            let from = at("passwd").map_or(slices.len(), |i| i + 1);
            (from..slices.len()).map(|i| Some(i).filter(|i| !slices[*i].starts_with('-'))).collect()
        }
        "mkpasswd" => vec![operand(0)],
        "caddy" if at("hash-password").is_some() => vec![operand(0)],
        "add-user.sh" => vec![operand(1)],
        "smbpasswd" => vec![behind("-w", 1)],
        "netbird" => vec![behind("-k", 1)],
        "drush" => vec![behind("user:password", 2), behind("user-password", 2), behind("upwd", 2)],
        "prosodyctl" | "ejabberdctl" => vec![behind("register", 3), behind("change_password", 3)],
        "console" | "php" => vec![behind("fos:user:create", 3), behind("fos:user:change-password", 2)],
        "vault" => vec![at("login").and_then(|login| {
            (login + 1..slices.len()).find(|i| !slices[*i].starts_with('-')).filter(|i| !slices[*i].contains('='))
        })],
        "echo" | "printf" => {
            let last = slices.len().saturating_sub(1);
            let kept = last >= 2 && keeps_secrets(slices[last]);
            (1..last).map(|i| Some(i).filter(|i| kept && !slices[*i].starts_with('-'))).collect()
        }
        _ => Vec::new(),
    };
    let whole = |word: &Word| Found { range: word.range.clone(), name: program.to_owned(), auth: false, perhaps: true };
    found.extend(places.into_iter().flatten().filter_map(|at| command.get(at)).map(whole));
    if matches!(program, "sed" | "gsed" | "perl") {
        let written = super::substituted::find(&slices, keeps_secrets).into_iter();
        found.extend(written.map(|(i, part)| {
            let start = command[i].range.start;
            Found { range: start + part.start..start + part.end, name: program.to_owned(), auth: false, perhaps: true }
        }));
    }
    let has = |word: &str| slices.contains(&word);
    if BY_INPUT.iter().any(|option| has(option)) || has("--stdin") || has("sudo") && has("-S") {
        found.extend(here_string(text, command).map(whole));
    }
    // Parts of words: `-pPASSWORD`, `-U user%PASSWORD`, `-u user,PASSWORD`.
    for (i, slice) in slices.iter().enumerate() {
        let user = i > 0 && matches!(slices[i - 1], "-U" | "-u" | "--user");
        let skipped = match program {
            "7z" | "7za" | "7zr" | "7zz" | "rar" | "unrar" if slice.starts_with("-p") => Some(2),
            "smbclient" | "smbget" | "rpcclient" | "net" | "smbmap" if user => slice.find('%').map(|at| at + 1),
            "lftp" | "open" if user => slice.find(',').map(|at| at + 1),
            _ => None,
        };
        if let Some(skipped) = skipped.filter(|skipped| *skipped < slice.len()) {
            let range = words::unquoted(text, command[i].range.start + skipped..command[i].range.end);
            found.push(Found { range, name: program.to_owned(), auth: false, perhaps: true });
        }
    }
}

/// What a command is given as its input: `<<< "text"`.
pub(super) fn here_string<'w>(text: &str, command: &'w [Word]) -> Option<&'w Word> {
    let given =
        |pair: &&[Word]| text.get(pair[0].range.end..pair[1].range.start).is_some_and(|gap| gap.contains("<<<"));
    command.windows(2).find(given).map(|pair| &pair[1])
}
