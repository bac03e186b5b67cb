//! Table: options and places at which programs take a credential, where neither their names nor the value say so: `mosquitto_pub -P x`,
//! `net use z: \\h\s x`. Enough to mask what stands there; no proof, for a letter means many things.

use super::credential::Found;
use super::names::{self, Naming};
use super::words::{self, Word};

/// What lines hold that call one of these programs.
pub(super) const HINTS: [&str; 91] = [
    "docker",
    "podman",
    "helm",
    "rdesktop",
    "freerdp",
    "cypher-shell",
    "neo4j-admin",
    "elasticsearch-users",
    "ncftp",
    "couchbase-cli",
    "poetry",
    "mosquitto",
    "ipmitool",
    "snmp",
    "slappasswd",
    "qpdf",
    "pdftk",
    "gitlab-runner",
    "netlify",
    "vercel",
    "flyctl",
    "doctl",
    "zerotier",
    "swaks",
    "sendemail",
    "odoo",
    "pk12util",
    "-auth",
    "etcdctl",
    "_auth",
    "nmcli",
    "iwconfig",
    "grafana",
    "cargo login",
    "snyk",
    "authtoken",
    "setapikey",
    "bw ",
    "encrypt_string",
    "rclone",
    "wpa_passphrase",
    "crudini",
    "minio",
    "net us",
    "net rpc",
    "sqlplus",
    "bundle",
    "addauth",
    "cryptsetup",
    "kinit",
    "sudo",
    "su ",
    "ecryptfs",
    "--passphrase-fd",
    "ttyd",
    "gotty",
    "nats",
    "consul",
    "ss-",
    "ssserver",
    "sslocal",
    "transmission",
    "sed ",
    "heroku",
    "RUN ",
    "CMD ",
    "ENTRYPOINT ",
    "command:",
    "entrypoint:",
    "test:",
    " -u ",
    " -U ",
    " put ",
    "community ",
    "secret set",
    "setx ",
    "vault ",
    "/root_password",
    "+login",
    "echo ",
    "expdp",
    "impdp",
    "rman ",
    "schtasks",
    "cmdkey",
    "password_hash",
    "hashpw",
    "hashsync",
    "securestring",
    "configure set",
    "zookeeper-shell",
];

/// Programs that read a password from their input.
const READERS: [&str; 20] = [
    "chpasswd",
    "passwd",
    "smbpasswd",
    "vncpasswd",
    "cryptsetup",
    "kinit",
    "su",
    "htdigest",
    "ecryptfs-add-passphrase",
    "op",
    "pdbedit",
    "htpasswd",
    "ansible-vault",
    "kadmin",
    "adduser",
    "elasticsearch-keystore",
    "elasticsearch-reset-password",
    "kibana-keystore",
    "logstash-keystore",
    "zfs",
];

/// Options of a program: those whose next word is a credential, those that are written in one word with it, and those whose next word is
/// `name:credential`.
#[derive(Default)]
struct Options {
    before: &'static [&'static str],
    within: &'static [&'static str],
    logins: &'static [&'static str],
    /// They mean nothing else.
    sure: bool,
}

#[rustfmt::skip]
fn options_of(program: &str, has: impl Fn(&str) -> bool) -> Options {
    let (before, within, logins): (&[&str], &[&str], &[&str]) = match program {
        "curl" => (
            &["--oauth2-bearer", "--pass", "--proxy-pass", "--tlspassword", "--proxy-tlspassword"], &[],
            &["-U", "--proxy-user", "-E", "--cert", "--proxy-cert"],
        ),
        "docker" | "podman" | "nerdctl" | "buildah" | "skopeo" | "helm" | "oras" | "crane" if has("login") => (&[], &["-p"], &[]),
        "ldappasswd" | "slappasswd" => (&["-s", "-a"], &["-s", "-w"], &[]),
        "rdesktop" | "cypher-shell" | "elasticsearch-users" | "ncftp" | "ncftpput" | "ncftpget" | "couchbase-cli" | "cbq" => (&["-p"], &[], &[]),
        "poetry" if has("publish") => (&["-p"], &[], &[]),
        "xfreerdp" | "xfreerdp3" | "wlfreerdp" | "sdl-freerdp" => (&[], &["/p:", "/gp:"], &[]),
        "mosquitto_pub" | "mosquitto_sub" | "mosquitto_rr" | "ipmitool" => (&["-P"], &[], &[]),
        "twine" => (&[], &["-p"], &[]),
        "rar" => (&[], &["-hp"], &[]),
        "qpdf" => (&["--encrypt"], &[], &[]),
        "pdftk" => (&["user_pw", "owner_pw", "input_pw"], &[], &[]),
        "gitlab-runner" => (&["-r"], &[], &[]),
        "netlify" => (&["--auth"], &[], &[]),
        "vercel" | "flyctl" | "fly" | "doctl" => (&["-t"], &[], &[]),
        "zerotier-cli" => (&[], &["-T"], &[]),
        "swaks" => (&["-ap"], &[], &[]),
        "sendemail" => (&["-xp"], &[], &[]),
        "odoo" | "odoo-bin" => (&["-w"], &[], &[]),
        "pk12util" => (&["-W"], &[], &[]),
        "java" => (&[], &[], &["-auth"]),
        "etcdctl" => (&[], &[], &["--user"]),
        "zkcli.sh" | "zookeeper-shell" | "addauth" => (&[], &[], &["digest"]),
        "npm" | "pnpm" | "yarn" => (&["_auth"], &["_auth="], &[]),
        "nmcli" => (&["password", "wifi-sec.psk"], &[], &[]),
        "iwconfig" => (&[], &["s:"], &[]),
        "neo4j-admin" => (&["set-initial-password"], &[], &[]),
        "grafana-cli" | "grafana" => (&["reset-admin-password", "reset-password"], &[], &[]),
        "cargo" => (&["login"], &[], &[]),
        "snyk" => (&["auth"], &[], &[]),
        "ngrok" => (&["authtoken", "add-authtoken"], &[], &[]),
        "nuget" => (&["setApiKey"], &[], &[]),
        "bw" => (&["unlock"], &[], &[]),
        "ansible-vault" => (&["encrypt_string"], &[], &[]),
        "rclone" => (&["obscure"], &[], &[]),
        "vault" if has("unseal") => (&["unseal"], &[], &[]),
        "heroku" => (&["auth:token"], &[], &[]),
        "swift" => (&["-K"], &[], &[]),
        "obsutil" | "ossutil" | "ossutil64" => (&["-k"], &["-k="], &[]),
        "coscmd" => (&["-s"], &[], &[]),
        "codecov" | "frpc" => (&["-t"], &[], &[]),
        "cloudflared" if has("service") => (&["install"], &[], &[]),
        "hostapd_cli" => (&["any"], &[], &[]),
        "kadmin" | "kadmin.local" => (&["-w", "-pw"], &[], &[]),
        "db2" => (&["using"], &[], &[]),
        "schtasks" => (&["/rp"], &[], &[]),
        "ab" => (&[], &[], &["-A"]),
        "net-snmp-create-v3-user" => (&["-A", "-X"], &[], &[]),
        _ if program.starts_with("mongo") => (&[], &["-p="], &[]),
        _ if program.starts_with("ldap") => (&[], &["-w"], &[]),
        _ if program.starts_with("snmp") => (&["-A", "-X", "-c"], &[], &[]),
        _ => return Options::default(),
    };
    Options { before, within, logins, sure: false }
}

/// The same for options that mean nothing else: enough to speak of them.
#[rustfmt::skip]
fn sure_options_of(program: &str) -> Options {
    let (before, within, logins): (&[&str], &[&str], &[&str]) = match program {
        "ttyd" | "gotty" => (&[], &[], &["-c", "--credential"]),
        "transmission-remote" => (&[], &[], &["-n", "--auth"]),
        "transmission-daemon" => (&["-v"], &[], &[]),
        "nats-server" | "nats-streaming-server" | "gnatsd" => (&["-auth", "--auth", "-pass", "--pass"], &["-auth=", "--auth="], &[]),
        "consul" => (&["-encrypt", "-token"], &["-encrypt=", "-token="], &[]),
        "ss-server" | "ss-local" | "ss-redir" | "ss-tunnel" | "ss-manager" | "ssserver" | "sslocal" => (&["-k"], &["-k"], &[]),
        _ => return Options::default(),
    };
    Options { before, within, logins, sure: true }
}

/// What stands where the program of a command takes a credential; `piped` is the command whose output it reads.
pub(super) fn find(text: &str, program: &str, command: &[Word], piped: &[Word], found: &mut Vec<Found>) {
    let slices: Vec<&str> = command.iter().map(|word| &text[word.range.clone()]).collect();
    let has = |word: &str| slices.contains(&word);
    let options = sure_options_of(program);
    let options = if options.sure { options } else { options_of(program, has) };
    let mut push = |range: std::ops::Range<usize>| {
        let range = words::unquoted(text, range);
        if !text[range.clone()].starts_with('-') {
            found.push(Found { range, name: program.to_owned(), auth: false, perhaps: !options.sure });
        }
    };
    for (i, slice) in slices.iter().enumerate() {
        let next = command.get(i + 1).map(|word| word.range.clone());
        let (start, end) = (command[i].range.start, command[i].range.end);
        if options.before.contains(slice) || program == "npm" && slice.ends_with(":_auth") {
            next.into_iter().for_each(&mut push);
        } else if options.logins.contains(slice) {
            next.and_then(|range| behind_colon(text, range)).into_iter().for_each(&mut push);
        } else if let Some(option) = options.within.iter().find(|option| slice.starts_with(**option)) {
            push(start + option.len()..end);
        }
    }
    for place in places(program, &slices) {
        command.get(place).map(|word| word.range.clone()).into_iter().for_each(&mut push);
    }
    let last = || command.last().map(|word| word.range.clone());
    match program {
        // `sqlplus user/password@host`.
        "sqlplus" | "expdp" | "impdp" | "exp" | "imp" | "rman" | "sqlldr" => {
            for word in command.iter().skip(1) {
                let slice = &text[word.range.clone()];
                if let Some((user, rest)) =
                    slice.split_once('/').filter(|(user, _)| !user.is_empty() && !user.contains('@'))
                {
                    let length = rest.rfind('@').unwrap_or(rest.len());
                    push(word.range.start + user.len() + 1..word.range.start + user.len() + 1 + length);
                }
            }
        }
        "bundle" if has("config") => last().and_then(|range| behind_colon(text, range)).into_iter().for_each(&mut push),
        "etcdctl" if has("add") => last().and_then(|range| behind_colon(text, range)).into_iter().for_each(&mut push),
        _ => {}
    }
    let reads = READERS.contains(&program) || has("sudo") && has("-S") || has("--passphrase-fd");
    if reads {
        let given =
            said(text, piped).or_else(|| super::handed::here_string(text, command).map(|word| word.range.clone()));
        given
            .map(|range| behind_colon(text, range.clone()).filter(|_| program == "chpasswd").unwrap_or(range))
            .into_iter()
            .for_each(push);
    }
}

/// The numbers of the words that are credentials by their place.
fn places(program: &str, slices: &[&str]) -> Vec<usize> {
    let at = |word: &str| slices.iter().position(|slice| slice.eq_ignore_ascii_case(word));
    let behind = |word: &str, by: usize| at(word).map(|i| i + by);
    let operands = |from: usize| {
        (from..slices.len()).filter(|i| !slices[*i].starts_with(['-', '/']) || slices[*i].starts_with("//"))
    };
    let last = slices.len().saturating_sub(1);
    let is_batch =
        || slices.iter().any(|slice| slice.starts_with('-') && !slice.starts_with("--") && slice.contains('b'));
    match program {
        "mosquitto_passwd" if is_batch() => vec![last],
        "wpa_passphrase" => operands(1).nth(1).into_iter().collect(),
        "qpdf" => behind("--encrypt", 2).into_iter().collect(),
        "bw" => behind("login", 2).into_iter().collect(),
        "mc" | "minio-client" | "mcli" => match at("user") {
            Some(_) => behind("add", 3).into_iter().collect(),
            None => behind("set", 4).or_else(|| behind("add", 4)).into_iter().collect(),
        },
        // `crudini --set file section key value`.
        "crudini" if slices.len() > 3 && names::naming(slices[last - 1]) == Some(Naming::Secret) => vec![last],
        "smbclient" => {
            let is_value =
                |i: &usize| matches!(slices[*i - 1], "-U" | "-W" | "-c" | "-p" | "-A" | "-D" | "-I" | "-m" | "-n");
            operands(1).filter(|i| !is_value(i)).nth(1).into_iter().collect()
        }
        "net" => match (at("use"), at("user")) {
            (Some(from), _) => operands(from + 1)
                .filter(|i| {
                    !slices[*i].starts_with(['\\', '*']) && !slices[*i].starts_with("//") && !slices[*i].ends_with(':')
                })
                .collect(),
            (None, Some(from)) => operands(from + 2).take(1).collect(),
            (None, None) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The last word that a command prints.
fn said(text: &str, command: &[Word]) -> Option<std::ops::Range<usize>> {
    let prints = command.first().is_some_and(|word| matches!(&text[word.range.clone()], "echo" | "printf" | "yes"));
    let mut said = command.iter().skip(1).rev().map(|word| word.range.clone());
    said.find(|range| prints && !text[range.clone()].starts_with('-'))
}

/// The password of `user:password`, or of `file:password`.
fn behind_colon(text: &str, range: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let colon = text[range.clone()].find(':')?;
    Some(range.start + colon + 1..range.end)
}

#[cfg(test)]
mod tests {
    use super::super::command::suspected_in_text;

    #[test]
    fn what_programs_take() {
        let p = "marbleotter";
        for line in [
            "curl -U me:§ -x http://p:1 http://x",
            "curl --cert c.pem:§ http://x",
            "curl --oauth2-bearer § http://x",
            "docker login -ume -p§ h",
            "ldapadd -x -w§ -f x",
            "ldappasswd -s § cn=x",
            "rdesktop -u me -p § h",
            "xfreerdp /u:me /p:§ /v:h",
            "mongodump -u=me -p=§",
            "mosquitto_pub -h h -u me -P § -t x",
            "mosquitto_passwd -b /x me §",
            "snmpget -v2c -c § h",
            "gitlab-runner register -r §",
            "java -jar jenkins-cli.jar -auth me:§ x",
            "npm config set _auth §",
            "npm config set _auth=§",
            "npm config set //r.example/:_auth §",
            "nmcli dev wifi connect a password §",
            "cargo login §",
            "bw login me §",
            "mc admin user add m me §",
            "mc alias set m http://h me §",
            "smbclient //h/x § -U me",
            "net user me § /add",
            "net use x: \\\\h\\s § /user:me",
            "net use z: \\\\h\\s /user:me §",
            "sqlplus me/§@h/db",
            "bundle config g.example me:§",
            "etcdctl user add me:§",
            "zkCli.sh -server h addauth digest me:§",
            "chpasswd <<< \"me:§\"",
            "echo § | sudo -S ls",
            "echo § | su -c ls me",
            "printf '§\\n§\\n' | smbpasswd -s -a me",
            "(echo §; echo §) | smbpasswd -a me",
            "echo -n § | gpg --batch --passphrase-fd 0 -d x",
            "echo § | cryptsetup open /dev/x y -",
            "vncpasswd -f <<< §",
            "qpdf --encrypt § § 256 -- x y",
            "wpa_passphrase ssid §",
            "crudini --set f db password §",
            "twine upload -p'§' x",
            "ttyd -c me:§ bash",
            "gotty --credential me:§ bash",
            "nats-server --auth §",
            "nats-server -auth=§",
            "consul agent -encrypt §",
            "consul agent -encrypt=§",
            "ss-server -s 0.0.0.0 -k § -m aes-256-gcm",
            "ss-local -k§",
            "transmission-remote -n me:§ -l",
            "transmission-daemon -u me -v §",
            "heroku auth:token §",
            "sed -i 's/DB_PASSWORD_HERE/§/' /x",
            "sed -i \"s/@@PASSWORD@@/§/g\" /x",
            "sed -i 's/x/§/' /etc/db_password.conf",
            "sed -E -e 's|(password = ).*|\\1§|' x",
        ] {
            let text = line.replace('§', p);
            let marked = suspected_in_text(&text).into_iter().any(|found| text[found.range].contains(p));
            assert!(marked, "{text}");
        }
    }

    #[test]
    fn what_is_no_credential() {
        for line in [
            "docker run -p 80:80 x",
            "docker build -t x .",
            "docker login --password-stdin h",
            "docker login -u me h",
            "mkdir -p /x",
            "curl -E c.pem http://x",
            "curl --cert c.pem http://x",
            "npm config set registry http://x",
            "npm ci",
            "cargo build",
            "poetry install -p x",
            "net start x",
            "net use z: \\\\h\\s",
            "echo done | tee /x",
            "echo yes | sudo tee /x",
            "su -c ls me",
            "sudo -u me ls",
            "su - me",
            "smbclient //h/x -U me",
            "smbclient -L //h",
            "sqlplus /nolog",
            "sqlplus me@h",
            "bundle config set path vendor",
            "bundle install",
            "java -jar x.jar",
            "snmpwalk -v3 h",
            "mongodump --host h",
            "crudini --set f db host x",
            "vercel -t $TOKEN",
            "mc ls m",
            "mc cp a b",
            "ldapsearch -x -b dc=x",
            "gpg --batch -d x",
            "cryptsetup open /dev/x y",
            "etcdctl get x",
            "nmcli con up x",
            "rclone copy a b",
            "sed -i 's/md5/trust/' pg_hba.conf",
            "sed -i 's/prohibit-password/yes/' /etc/ssh/sshd_config",
            "sed -i 's/#PasswordAuthentication yes/PasswordAuthentication no/' x",
            "sed 's/PASSWORD/$PASSWORD/' x",
            "consul agent -dev",
            "ttyd -p 80 bash",
            "transmission-daemon -f",
        ] {
            let got: Vec<&str> = suspected_in_text(line).into_iter().map(|found| &line[found.range]).collect();
            assert_eq!(got, [""; 0], "{line}");
        }
    }
}
