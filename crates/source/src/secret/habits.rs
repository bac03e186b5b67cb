//! Detector: shapes of command lines in which a word is a credential whatever the program: `-u bob -p x`, `-U bob%x`, `put db/password x`,
//! `--password-command "echo x"`, `+login bob x`. Enough to mask what stands there.

use std::ops::Range;

use super::account::password_of;
use super::credential::Found;
use super::names::{self, Naming};
use super::shape;
use super::words::{self, Word};

/// Programs whose `-u` takes a group behind a colon, or whose `-p` is no password.
#[rustfmt::skip]
const OTHERS: [&str; 27] = [
    "docker", "podman", "nerdctl", "buildah", "kubectl", "compose", "docker-compose", "mkdir", "install", "cp", "tar", "rsync", "scp", "ssh", "chown", "unzip",
    "zip", "nmap", "nc", "gosu", "su-exec", "setpriv", "runuser", "uwsgi", "gunicorn", "php-fpm", "cut",
];

/// Settings of configuration files whose next word is a credential.
const SETTINGS: [&str; 6] =
    ["rocommunity", "rwcommunity", "rocommunity6", "rwcommunity6", "trapcommunity", "requirepass"];

/// Verbs behind which a name is followed by its value.
const PUTS: [&str; 4] = ["put", "set", "setx", "store"];

/// What stands where such a shape has a credential; `before` is the command in front of this one.
pub(super) fn find(text: &str, program: &str, command: &[Word], before: &[Word], found: &mut Vec<Found>) {
    let slices: Vec<&str> = command.iter().map(|word| &text[word.range.clone()]).collect();
    let has = |word: &str| slices.contains(&word);
    let is_secret_set = has("secret") && has("set");
    let first_put = slices.iter().position(|word| PUTS.contains(word)).unwrap_or(slices.len());
    let other = slices.iter().any(|slice| OTHERS.contains(&slice.rsplit('/').next().unwrap_or(slice)));
    let mut push = |range: Range<usize>| {
        let value = &text[range.clone()];
        if !value.is_empty() && !value.starts_with(['-', '$']) {
            found.push(Found { range, name: program.to_owned(), auth: false, perhaps: true });
        }
    };
    let is_user = |slice: &str| matches!(slice, "-u" | "-U" | "-l" | "-n" | "--user" | "--username");
    let users: Vec<usize> = (0..slices.len()).filter(|i| is_user(slices[*i])).collect();
    let near = |i: usize| {
        const FAR: usize = 8;
        users.get(users.partition_point(|user| user + FAR < i)).is_some_and(|user| user.abs_diff(i) <= FAR)
    };
    let of_secrets = has("secret");
    for (i, slice) in slices.iter().enumerate() {
        let Some(next) = command.get(i + 1).map(|word| word.range.clone()) else { break };
        let start = next.start;
        let value = &text[next.clone()];
        match *slice {
            "-p" | "-P" if near(i) && !other && !program.starts_with("mysql") && !counts(value) => push(next),
            "-u" | "-U" | "-a" | "-l" if !other => {
                let login = password_of(value, &[':', '%']).filter(|_| !value.contains("//"));
                login.into_iter().for_each(|password| push(start + password.start..start + password.end));
            }
            "--from-literal" if of_secrets => behind_sign(text, next, '=').into_iter().for_each(&mut push),
            // `debconf-set-selections`: `package package/root_password password x`.
            "password" if i > 0 && slices[i - 1].contains('/') && is_named(slices[i - 1]) => push(next),
            "+login" => command.get(i + 2).map(|word| word.range.clone()).into_iter().for_each(&mut push),
            "--body" | "-b" | "--value" if is_secret_set => push(next),
            _ if SETTINGS.contains(slice) => push(next),
            _ if i > first_put && is_path(slice) && is_named(slice) => push(next),
            _ => {}
        }
    }
    let logs_in = matches!(program, "sftp" | "ftp" | "scp" | "ssh" | "impacket" | "lftp" | "socat");
    for (i, word) in command.iter().enumerate() {
        let slice = &text[word.range.clone()];
        // `-pPASSWORD` beside a user.
        let within =
            slice.strip_prefix("-p").filter(|rest| rest.len() > 3 && !rest.starts_with('=') && near(i) && !other);
        if within.is_some_and(|value| !counts(value)) && !program.starts_with("mysql") {
            push(words::unquoted(text, word.range.start + 2..word.range.end));
        }
        if of_secrets && slice.starts_with("--from-literal=") {
            let named = word.range.start + "--from-literal=".len()..word.range.end;
            behind_sign(text, named, '=').into_iter().for_each(&mut push);
        }
        // `sftp bob:x@h`, `socat - proxy:h:1,proxyauth=bob:x`.
        let login = match slice.split_once("auth=") {
            Some((before, login)) if before.ends_with("proxy") => Some((word.range.end - login.len(), login)),
            _ => slice.rsplit_once('@').map(|(login, _)| (word.range.start, login)),
        };
        if let Some((start, login)) = login.filter(|(_, login)| logs_in && !login.contains("//")) {
            let password = login.find(':').map(|colon| start + colon + 1..start + login.len());
            password.into_iter().for_each(&mut push);
        }
        // `cmdkey /user:bob /pass:x`.
        let colon = slice.find(':').filter(|colon| {
            let option = slice[..*colon].strip_prefix('/');
            option.is_some_and(|option| !option.contains('/') && is_named(option))
        });
        let value = colon.map(|colon| word.range.start + colon + 1..word.range.end);
        value.filter(|value| !text[value.clone()].starts_with('/')).into_iter().for_each(&mut push);
    }
    if program == "setx" && slices.get(1).is_some_and(|name| is_named(name)) {
        command.get(2).map(|word| word.range.clone()).into_iter().for_each(&mut push);
    }
    // `vault kv put path name=x`: whatever the name.
    if program == "vault" && (has("put") || has("write") || has("patch")) {
        for word in command.iter().skip(2) {
            let at = text[word.range.clone()].find('=').filter(|at| *at > 0);
            at.into_iter().for_each(|at| push(words::unquoted(text, word.range.start + at + 1..word.range.end)));
        }
    }
    printed(text, command, before).into_iter().for_each(push);
}

/// What stands behind a sign in a word.
fn behind_sign(text: &str, range: Range<usize>, sign: char) -> Option<Range<usize>> {
    let at = text[range.clone()].find(sign)?;
    Some(words::unquoted(text, range.start + at + 1..range.end))
}

/// What a command prints that stands for a password: the input of an option that speaks of one (`--password-file <(echo x)`), or the script that it
/// runs to get it (`--password-command "echo x"`).
fn printed(text: &str, command: &[Word], before: &[Word]) -> Vec<Range<usize>> {
    let prints = |slice: &str| matches!(slice, "echo" | "printf");
    let mut found = Vec::new();
    let substituted = command.first().is_some_and(|word| word.after == Some(b'(') && prints(&text[word.range.clone()]));
    let asks = |word: &Word| speaks_of_one(&text[word.range.clone()]);
    if substituted && before.iter().rev().take(3).any(asks) {
        found.extend(
            command.iter().skip(1).map(|word| word.range.clone()).filter(|range| !text[range.clone()].contains('%')),
        );
    }
    for (i, word) in command.iter().enumerate() {
        let slice = &text[word.range.clone()];
        let (option, script) = match slice.split_once('=') {
            Some((option, _)) => (option, Some(word.range.start + option.len() + 1..word.range.end)),
            None => (slice, command.get(i + 1).map(|next| next.range.clone())),
        };
        let script = script.filter(|_| option.starts_with('-') && speaks_of_one(option));
        let Some(script) = script.map(|range| words::unquoted(text, range)) else { continue };
        let said = &text[script.clone()];
        let first = said.split(' ').next().unwrap_or_default();
        if let Some(last) = said.rfind(' ').filter(|_| prints(first)) {
            found.push(words::unquoted(text, script.start + last + 1..script.end));
        }
    }
    found
}

/// Whether a word of a command speaks of a password, about it too: `--password-file`, `preshared-key`.
fn speaks_of_one(word: &str) -> bool {
    let words = names::words(word);
    let pair =
        |pair: &[String]| pair[1] == "key" && matches!(pair[0].as_str(), "private" | "preshared" | "secret" | "api");
    words.iter().any(|word| names::is_secret_word(word) || word.starts_with("password")) || words.windows(2).any(pair)
}

fn is_named(word: &str) -> bool {
    names::naming(word.rsplit(['/', ':']).next().unwrap_or(word)) == Some(Naming::Secret)
}

fn is_path(word: &str) -> bool {
    !word.starts_with('-') && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./:-".contains(&b))
}

/// A port, a mapping of ports, or a path.
fn counts(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_digit() || b":-/.".contains(&b)) || shape::plainly_harmless(value)
}

#[cfg(test)]
mod tests {
    use super::super::command::suspected_in_text;

    #[test]
    fn shapes_of_command_lines() {
        for line in [
            "check_mysql -H h -u bob -p §",
            "supervisorctl -u bob -p § status",
            "xh -a bob:§ http://x",
            "winexe -U bob%§ //h x",
            "register_new_matrix_user -p § -u bob",
            "x -u bob -p§",
            "kubectl create secret generic x --from-literal=a=§",
            "kubectl create secret generic x --from-literal a=§",
            "sftp bob:§@h",
            "socat - proxy:h:1,proxyauth=bob:§",
            "add-user.sh bob §",
            "drush upwd bob §",
            "prosodyctl register bob h §",
            "php bin/console fos:user:create bob b@x §",
            "netbird up -k §",
            "caddy hash-password --plaintext §",
            "consul kv put db/password §",
            "etcdctl put /db/password §",
            "gh secret set X --body §",
            "setx DB_PASSWORD §",
            "vault kv put secret/x value=§",
            "restic --password-command \"echo §\" init",
            "x --password-file <(echo §) y",
            "wg set wg0 private-key <(echo §)",
            "echo \"rocommunity §\" >> snmpd.conf",
            "echo \"m m/root_password password §\" | debconf-set-selections",
            "steamcmd +login bob § +quit",
            "srcds +rcon_password § +map x",
            "cmdkey /add:h /user:bob /pass:§",
            "wmic /user:bob /password:§ x",
            "yes § | passwd bob",
            "echo § > /root/.vnc/passwd",
            "lftp -e \"open -u bob,§ ftp://h\"",
            "expdp bob/§@h directory=x",
            "net-snmp-create-v3-user -A § bob",
            "node -e \"require('bcrypt').hashSync('§', 10)\"",
            "php -r \"echo password_hash('§', PASSWORD_BCRYPT);\"",
            "powershell -c \"ConvertTo-SecureString '§' -AsPlainText\"",
        ] {
            for password in ["tractorbeam", "marble-otter"] {
                let text = line.replace('§', password);
                let marked = suspected_in_text(&text).into_iter().any(|found| text[found.range].contains(password));
                assert!(marked, "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_credential() {
        for line in [
            "docker run -u node:node -p 80:80 x",
            "psql -U bob -p 5432 d",
            "psql -U bob -p5432 d",
            "caddy with auto-HTTPS",
            "sftp bob@h",
            "ssh -l bob -p 22 h",
            "sudo -u bob mkdir -p data",
            "mysql -u bob -p d",
            "useradd -u 1000 bob",
            "git config set user.name bob",
            "echo no > /etc/passwd",
            "varnishd -a :80",
            "sort -u -k 2",
            "vault kv get secret/x",
            "gh secret set X",
            "grep bob /etc/passwd:22:x",
            "docker run -v /secret:/secret x",
            "date -u +%s",
            "x --password-file /run/secrets/x",
            "consul kv put app/name web",
        ] {
            let got: Vec<&str> = suspected_in_text(line).into_iter().map(|found| &line[found.range]).collect();
            assert_eq!(got, [""; 0], "{line}");
        }
    }
}
