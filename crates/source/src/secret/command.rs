//! Detector: credentials in command lines and scripts: `--password=x`, `-px`, `PGPASSWORD=x cmd`, `curl -u u:p`, `Authorization: …`, SQL.

use std::ops::Range;

pub(super) use super::credential::Found;
use super::names::{self, Naming};
pub(super) use super::patterns::headers;
use super::patterns::{calls, netrc, sql};
use super::shape;
use super::spread::Spread;
use super::words::{self, Word};

/// How deep scripts may nest in quotes and substitutions.
const DEPTH: usize = 4;

/// Credentials in a shell text, or in a JSON array of words.
pub(super) fn in_text(text: &str) -> Vec<Found> {
    sure(text, suspected_in_text(text))
}

/// Credentials in a list of words, which are ranges of the text.
pub(super) fn in_words(text: &str, ranges: &[Range<usize>]) -> Vec<Found> {
    sure(text, suspected_in_words(text, ranges))
}

fn sure(text: &str, mut found: Vec<Found>) -> Vec<Found> {
    found.retain(|each| !each.perhaps && !is_code(&text[each.range.clone()]));
    found
}

/// What a program puts there when it runs: `"key=" + k`, `process.env.TOKEN`.
fn is_code(value: &str) -> bool {
    const ENVIRONMENTS: [&str; 6] = ["process.env", "os.environ", "os.getenv", "System.getenv", "ENV[", "getenv("];
    let value = value.trim_start_matches(['"', '\'', '\\', '`']);
    let joined = value.strip_prefix('+').is_some_and(|rest| {
        let rest = rest.trim_start();
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.$".contains(c)).unwrap_or(rest.len());
        name > 0 && (name == rest.len() || rest[name..].starts_with([')', '+', '(', '[', ',', ';']))
    });
    joined || ENVIRONMENTS.iter().any(|start| value.starts_with(start))
}

/// The same with what only may be one.
pub(super) fn suspected_in_text(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let array = text
        .find("CMD [")
        .map(|i| i + 4)
        .filter(|_| !text.trim_start().starts_with('['))
        .map_or(0..text.len(), |i| i..text.len());
    let words = words::json_array(text, array);
    match words {
        Some(words) => scan(text, &words, 0, false, &mut found),
        None => scan(text, &words::shell(text, 0..text.len()), 0, false, &mut found),
    }
    finish(text, found)
}

/// The same with what only may be one, in words that stand somewhere in a text.
pub(super) fn suspected_in_words(text: &str, ranges: &[Range<usize>]) -> Vec<Found> {
    let first = ranges.iter().map(|range| range.start).min().unwrap_or(0);
    let last = ranges.iter().map(|range| range.end).max().unwrap_or(first);
    // What stands around them is no part of the command, and there may be very much of it.
    let here = &text[first..last];
    let word = |(i, r): (usize, &Range<usize>)| Word {
        range: r.start - first..r.end - first,
        after: (i == 0).then_some(b'\n'),
    };
    let words: Vec<Word> = ranges.iter().enumerate().map(word).collect();
    let mut found = Vec::new();
    scan(here, &words, 0, false, &mut found);
    let mut found = finish(here, found);
    for each in &mut found {
        each.range = each.range.start + first..each.range.end + first;
    }
    found
}

/// Adds headers, SQL and netrc, drops what is no credential, sorts.
fn finish(text: &str, found: Vec<Found>) -> Vec<Found> {
    let mut kept: Spread<Found> = Spread::default();
    let (perhaps, sure): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|each| each.perhaps);
    for each in
        sure.into_iter().chain(headers(text)).chain(sql(text)).chain(netrc(text)).chain(perhaps).chain(calls(text))
    {
        if is_credential(&text[each.range.clone()]) && kept.overlapping(&each.range).is_none() {
            kept.insert(&each.range.clone(), each);
        }
    }
    kept.into_values().collect()
}

/// Whether the text may be a credential: no variable, switch, path, format or option.
pub(super) fn is_credential(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', '\\']);
    let formats = ["%s", "{}", "-", "\\", "=", "?", "!", "{", "}", "[", "]", "*", "!!", "!*", "stdin"];
    let variable =
        value.starts_with('$') && value.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || "_{($".contains(c));
    let mapping = value.starts_with("id=") || value.starts_with("type=") || value.starts_with("name=");
    !(value.is_empty()
        || variable
        || mapping
        || value.starts_with('`')
        || value.starts_with("\\$")
        || formats.contains(&value)
        || shape::harmless(value).is_some())
}

/// `prose` says that the words come from a text that is printed: `echo "now configure the pass for x"` configures nothing.
fn scan(text: &str, words: &[Word], depth: usize, prose: bool, found: &mut Vec<Found>) {
    let starts: Vec<usize> = (0..words.len()).filter(|i| words[*i].after.is_some()).chain([words.len()]).collect();
    let mut before: &[Word] = &[];
    for pair in starts.windows(2) {
        let command = &words[pair[0]..pair[1]];
        let piped = command.first().is_some_and(|w| w.after == Some(b'|'));
        let prints = command.first().is_some_and(|w| matches!(&text[w.range.clone()], "echo" | "printf"));
        one_command(text, command, if piped { before } else { &[] }, prose, found);
        super::habits::find(text, &program_of(text, command), command, before, found);
        before = command;
        if depth < DEPTH {
            for word in command {
                nested(text, word, depth, prose || prints, found);
            }
        }
    }
}

/// Scripts in quotes and in `$(…)`.
fn nested(text: &str, word: &Word, depth: usize, prose: bool, found: &mut Vec<Found>) {
    let slice = &text[word.range.clone()];
    if let Some(at) = slice.find("$(") {
        let inner = word.range.start + at + 2..word.range.end;
        scan(text, &words::shell(text, inner), depth + 1, false, found);
    } else if slice.contains([' ', '\n', '\t']) {
        // The value of `NAME="a b"` is no script; a word that is quoted as a whole may be one.
        if !slice
            .split([' ', '"', '\''])
            .next()
            .is_some_and(|first| first.contains('=') && slice[first.len()..].starts_with(['"', '\'']))
        {
            scan(text, &words::shell(text, word.range.clone()), depth + 1, prose, found);
        }
    }
}

/// The name of the program that a command starts, in lower case.
fn program_of(text: &str, command: &[Word]) -> String {
    let slice = |w: &Word| &text[w.range.clone()];
    command
        .iter()
        .map(slice)
        .find(|w| {
            !w.contains('=')
                && ![
                    "sudo",
                    "env",
                    "exec",
                    "time",
                    "nohup",
                    "command",
                    "CMD",
                    "CMD-SHELL",
                    "then",
                    "do",
                    "if",
                    "while",
                    "!",
                    "{",
                ]
                .contains(w)
        })
        .map(|w| w.rsplit('/').next().unwrap_or(w).to_ascii_lowercase())
        .unwrap_or_default()
}

fn one_command(text: &str, command: &[Word], piped_from: &[Word], prose: bool, found: &mut Vec<Found>) {
    let slice = |w: &Word| &text[w.range.clone()];
    let program = program_of(text, command);
    let configures = command
        .iter()
        .map(slice)
        .position(|w| w.eq_ignore_ascii_case("config") || w.eq_ignore_ascii_case("configure") || w == "set");
    let login = command.iter().map(slice).any(|w| w == "login");
    for (i, word) in command.iter().enumerate() {
        let next = command.get(i + 1);
        option_or_assignment(text, word, next, found);
        program_option(text, &program, login, command, i, found);
        let bare = slice(word);
        let key = bare.rsplit([':', '/']).next().unwrap_or(bare);
        let word_of_name = key.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
        let setting = configures.is_some_and(|verb| verb < i)
            && !prose
            && word_of_name
            && !bare.contains('=')
            && !bare.starts_with('-')
            && names::naming(key) == Some(Naming::Secret);
        if setting || matches!(bare, "requirepass" | "masterauth" | "rpcpassword") {
            found.extend(next.map(|n| Found {
                range: n.range.clone(),
                name: bare.to_owned(),
                auth: false,
                perhaps: false,
            }));
        }
    }
    positional(text, &program, command, found);
    super::handed::by_place(text, &program, command, found);
    super::options::find(text, &program, command, piped_from, found);
    if matches!(program.as_str(), "chpasswd" | "passwd") {
        from_pipe(text, piped_from, &program, false, found);
    } else if command.iter().map(slice).any(|w| super::handed::BY_INPUT.contains(&w))
        || program == "tee" && command.iter().map(slice).any(super::handed::keeps_secrets)
    {
        // One word that is written out and piped into a login is a password.
        let alone = login && piped_from.len() == 2 && slice(&piped_from[0]) == "echo";
        from_pipe(text, piped_from, &program, !alone, found);
    }
}

/// `--password=x`, `--password x`, `-Ddb.password=x`, `NAME=x`, `--from-literal=password=x`.
fn option_or_assignment(text: &str, word: &Word, next: Option<&Word>, found: &mut Vec<Found>) {
    let slice = &text[word.range.clone()];
    let before = found.len();
    for (at, _) in slice.match_indices('=') {
        let part_of_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        let name_start = at - slice[..at].chars().rev().take_while(|c| part_of_name(*c)).count();
        let name = slice[name_start..at].trim_start_matches('-');
        // `salt==2019.2.3` pins a package.
        let pinned = slice[at + 1..].starts_with('=') || slice[..at].ends_with(['=', '!', '<', '>', '~']);
        if !name.is_empty() && !pinned && names::naming(name) == Some(Naming::Secret) {
            let called = called_with(&slice[at + 1..]);
            let calls = text[word.range.end..].starts_with('(') && slice[at + 1..].chars().all(char::is_alphanumeric);
            if slice[at + 1..].starts_with(".*") || calls {
                // What a pattern replaces, or the name of a function.
                continue;
            }
            let at = at + called;
            let rest = &slice[at + 1..];
            let length = value_length(rest, slice[..at].contains("://") || slice[..at].contains('?'));
            let range = words::unquoted(text, word.range.start + at + 1..word.range.start + at + 1 + length);
            found.push(Found { range, name: name.to_owned(), auth: false, perhaps: false });
            break;
        }
    }
    // Some games take theirs behind a `+`.
    if found.len() == before && slice.starts_with(['-', '+']) && !slice.contains(['=', ' ', '$']) {
        let name = slice.trim_start_matches(['-', '+']);
        let takes_value = name.len() >= 3 && names::naming(name) == Some(Naming::Secret);
        if let Some(next) = next.filter(|n| takes_value && !text[n.range.clone()].starts_with('-')) {
            // OpenSSL says where its password comes from.
            let skip = if text[next.range.clone()].starts_with("pass:") { 5 } else { 0 };
            found.push(Found {
                range: next.range.start + skip..next.range.end,
                name: name.to_owned(),
                auth: false,
                perhaps: false,
            });
        }
    }
}

/// How much of `PASSWORD('x')` stands in front of its argument; 0 where nothing is called.
fn called_with(value: &str) -> usize {
    let name = value.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '_').count();
    let called = name > 0 && (value[name..].starts_with("('") || value[name..].starts_with("(\""));
    if called { name + 1 } else { 0 }
}

/// Where a value ends: at its closing quote, a blank or, in a URL, at the next parameter.
fn value_length(rest: &str, in_url: bool) -> usize {
    if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return rest[1..].find(quote).map_or(rest.len(), |end| end + 2);
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';') || in_url && matches!(c, '&' | '#');
    if rest.starts_with("$(") || rest.starts_with("${") || rest.starts_with('`') {
        rest.len()
    } else {
        rest.find(ends).unwrap_or(rest.len())
    }
}

/// Short options that only certain programs read as a password.
fn program_option(text: &str, program: &str, login: bool, command: &[Word], i: usize, found: &mut Vec<Found>) {
    let slice = &text[command[i].range.clone()];
    let next = command.get(i + 1).map(|w| w.range.clone());
    let here = |skip: usize| words::unquoted(text, command[i].range.start + skip..command[i].range.end);
    let push = |range: Option<Range<usize>>, auth: bool, found: &mut Vec<Found>| {
        found.extend(range.filter(|r| !text[r.clone()].starts_with('-')).map(|range| Found {
            range,
            name: slice.chars().take(2).collect(),
            auth,
            perhaps: false,
        }));
    };
    let mysql = program.starts_with("mysql")
        || program.starts_with("mariadb")
        || matches!(program, "mycli" | "xtrabackup" | "innobackupex" | "mydumper");
    let dash_p = matches!(
        program,
        "sshpass"
            | "mongo"
            | "mongosh"
            | "mongodump"
            | "mongorestore"
            | "mongoimport"
            | "mongoexport"
            | "cqlsh"
            | "twine"
            | "rabbitmqadmin"
            | "useradd"
            | "usermod"
            | "cf"
            | "oc"
            | "az"
            | "influx"
    ) || login;
    match slice {
        "-p" if dash_p => push(next, false, found),
        "-a" | "--pass" if matches!(program, "redis-cli" | "valkey-cli" | "keydb-cli") => push(next, false, found),
        "-P" if matches!(program, "sqlcmd" | "bcp" | "isql" | "tsql" | "zip" | "unzip" | "mc") => {
            push(next, false, found)
        }
        "-w" if program.starts_with("ldap") => push(next, false, found),
        "-k" if program == "openssl" => push(next, false, found),
        "-u" | "--user" | "--proxy-user" | "-a" | "--auth"
            if matches!(program, "curl" | "http" | "https" | "httpie") =>
        {
            found.extend(next.and_then(|r| after_colon(text, r)));
        }
        _ if mysql && slice.len() > 2 && slice.starts_with("-p") && !slice.starts_with("-p=") => {
            push(Some(here(2)), false, found)
        }
        _ if program == "sshpass" && slice.len() > 2 && slice.starts_with("-p") => push(Some(here(2)), false, found),
        _ if program == "sqlcmd" && slice.len() > 2 && slice.starts_with("-P") => push(Some(here(2)), false, found),
        _ if program == "curl" && slice.len() > 3 && slice.starts_with("-u") && slice.contains(':') => {
            found.extend(after_colon(text, here(2)))
        }
        _ if program == "curl" && slice.starts_with("--user=") => found.extend(after_colon(text, here(7))),
        _ if program == "openssl" && slice.starts_with("pass:") => push(Some(here(5)), false, found),
        _ => {}
    }
}

/// The password of `user:password`.
fn after_colon(text: &str, range: Range<usize>) -> Option<Found> {
    let slice = &text[range.clone()];
    let colon = slice.rfind("}:").map_or_else(|| slice.find(':'), |i| Some(i + 1))?;
    Some(Found {
        range: range.start + colon + 1..range.end,
        name: slice[..colon].to_owned(),
        auth: true,
        perhaps: false,
    })
}

/// Programs that take a password at a place of its own.
fn positional(text: &str, program: &str, command: &[Word], found: &mut Vec<Found>) {
    let slices: Vec<&str> = command.iter().map(|w| &text[w.range.clone()]).collect();
    let find = |word: &str| slices.iter().position(|s| *s == word);
    let at = match program {
        "rabbitmqctl" => {
            ["add_user", "change_password", "authenticate_user"].iter().find_map(|w| find(w)).map(|i| i + 2)
        }
        "mc" => find("set").or_else(|| find("add")).map(|i| i + 4),
        "htpasswd" => slices
            .iter()
            .any(|s| s.starts_with('-') && !s.starts_with("--") && s.contains('b'))
            .then(|| slices.len().saturating_sub(1)),
        "composer" => slices.iter().position(|s| s.starts_with("http-basic.")).map(|i| i + 2),
        _ => None,
    };
    if let Some(word) = at.and_then(|at| command.get(at)) {
        found.push(Found { range: word.range.clone(), name: program.to_owned(), auth: false, perhaps: false });
    }
}

/// `echo root:pw | chpasswd`, `echo pw | passwd --stdin root`.
fn from_pipe(text: &str, command: &[Word], program: &str, perhaps: bool, found: &mut Vec<Found>) {
    let slice = |w: &Word| text[w.range.clone()].to_owned();
    if !command.first().is_some_and(|w| matches!(slice(w).as_str(), "echo" | "printf")) {
        return;
    }
    let Some(last) = command.iter().skip(1).rfind(|w| !slice(w).starts_with('-')) else { return };
    let range = if program == "chpasswd" {
        after_colon(text, last.range.clone()).map(|f| f.range)
    } else {
        Some(last.range.clone())
    };
    found.extend(range.map(|range| Found { range, name: program.to_owned(), auth: false, perhaps }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_command_lines() {
        for (text, want) in [
            ("redis-server --requirepass hunter2 --appendonly yes", &["hunter2"][..]),
            ("redis-server --masterauth=hunter2", &["hunter2"]),
            ("app serve --admin-password=Pa55 --port 80", &["Pa55"]),
            ("bitcoind -rpcuser=b -rpcpassword=hunter2", &["hunter2"]),
            ("sh -c \"PGPASSWORD=hunter2 psql -h db -c 'select 1'\"", &["hunter2"]),
            ("mysqladmin ping -uroot -phunter2 || exit 1", &["hunter2"]),
            ("mariadb-admin ping -phunter2", &["hunter2"]),
            ("export API_TOKEN='abc d' && run", &["abc d"]),
            ("curl -fsS -u me:hunter2 https://x", &["hunter2"]),
            ("curl -H \"Authorization: Bearer 3f0a9c5e\" https://x", &["3f0a9c5e"]),
            ("curl -H 'X-Api-Key: 3f0a9c5e' https://x", &["3f0a9c5e"]),
            ("curl -H 'Authorization: Bearer a1' https://x", &["a1"]),
            ("curl -H 'Authorization: Bearer' https://x", &[]),
            ("echo \"//registry.example.org/:_authToken=5d2c9be0-77aa\" > /root/.npmrc", &["5d2c9be0-77aa"]),
            ("docker login -u me -p hunter2 reg", &["hunter2"]),
            ("sshpass -p hunter2 ssh x", &["hunter2"]),
            ("redis-cli -a hunter2 ping", &["hunter2"]),
            ("echo 'root:hunter2' | chpasswd", &["hunter2"]),
            ("aws configure set aws_secret_access_key abc/def", &["abc/def"]),
            ("npm config set //r/:_authToken abc", &["abc"]),
            ("rabbitmqctl add_user me hunter2", &["hunter2"]),
            ("mc alias set local http://minio:9000 me hunter2", &["hunter2"]),
            ("psql -c \"CREATE USER x WITH PASSWORD 'hunter2'\"", &["hunter2"]),
            ("mysql -e \"CREATE USER x IDENTIFIED BY 'hunter2'\"", &["hunter2"]),
            ("echo 'machine h.example login me password hunter2' > ~/.netrc", &["hunter2"]),
            ("printf 'machine h\\nlogin me\\npassword hunter2\\n' > ~/.netrc", &["hunter2"]),
            ("echo \"machine h login me password $TOKEN\" > ~/.netrc", &[]),
            ("java -Dspring.datasource.password=hunter2 -jar x", &["hunter2"]),
            ("kubectl create secret generic x --from-literal=password=hunter2", &["hunter2"]),
            ("a --password \\\n   hunter2", &["hunter2"]),
            ("[\"redis-server\", \"--requirepass\", \"hunter2\"]", &["hunter2"]),
            ("--interval=5s CMD [\"mysqladmin\", \"-phunter2\"]", &["hunter2"]),
            ("app --password hunter2 --password hunter3", &["hunter2", "hunter3"]),
            ("openssl enc -pass pass:hunter2", &["hunter2"]),
            ("redis-server --requirepass $REDIS_PASSWORD", &[]),
            ("sh -c \"redis-server --requirepass $${REDIS_PASSWORD}\"", &[]),
            ("mysql --password=\"$(cat /run/secrets/pw)\" -e \"select 1\"", &[]),
            ("NPM_TOKEN=$(cat /run/secrets/npm) npm ci", &[]),
            ("NPM_TOKEN=`cat /run/secrets/npm` npm ci", &[]),
            ("curl -u \"$REPO_USER:$REPO_PASS\" https://x", &[]),
            ("curl -H \"Authorization: Bearer $TOKEN\" x", &[]),
            ("docker login --password-stdin reg", &[]),
            ("app --password-file /run/secrets/x", &[]),
            ("mkdir -p hunter2", &[]),
            ("docker run -p 80:80 x", &[]),
            ("apt-get install passwd", &[]),
            ("app --token-ttl 300 --secret-name x", &[]),
            ("docker build --secret id=npm,src=x .", &[]),
            ("git config --global url.\"https://${GIT_TOKEN}@github.com\".insteadOf x", &[]),
            ("apt-key adv --recv-keys ABCDEF", &[]),
            ("mysql -p -e x", &[]),
            ("test \"$PASSWORD\" = x", &[]),
            ("usermod -p \"*\" app", &[]),
            ("mysql -e \"UPDATE mysql.user SET password=PASSWORD('hunter2') WHERE a\"", &["hunter2"]),
            ("sed -i 's/db.password=.*/db.password=$X/' f", &[]),
            ("pip install salt==2019.2.3 token>=1.0.0", &[]),
            ("echo \"**** configure php-fpm to pass env vars ****\" && x", &[]),
        ] {
            let got: Vec<&str> = in_text(text).into_iter().map(|f| &text[f.range]).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
