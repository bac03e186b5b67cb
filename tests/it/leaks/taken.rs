//! Commands that take a secret by an option, at a place or as their input, and texts that tell one: `{Q}` stands for it, with signs that shells and
//! URLs read in their own way.

/// Lines behind `RUN`.
pub(super) const COMMANDS: &[&str] = &[
    "curl -b session='{Q}' https://h.example/x",
    "curl --cookie \"a=b; JSESSIONID={Q}; path=/\" https://h.example/x",
    "curl -H \"Cookie: sid={Q}\" https://h.example/x",
    "curl -U 'me:{Q}' -x http://p:1 https://h.example/x",
    "curl --oauth2-bearer '{Q}' https://h.example/x",
    "curl -d '{\"pass\\u0077ord\":\"{Q}\"}' https://h.example/x",
    "curl -H \"X-Auth: a&{Q}\" https://h.example/x",
    "docker login -ume '-p{Q}' h.example",
    "ldapadd -x -D cn=admin '-w{Q}' -f x",
    "ldappasswd -s '{Q}' cn=x",
    "smbclient //h/x '{Q}' -U me",
    "xfreerdp /v:h /u:me '/p:{Q}'",
    "chpasswd <<< 'me:{Q}'",
    "printf 'me:%s' '{Q}' | chpasswd",
    "(echo '{Q}'; echo '{Q}') | smbpasswd -s -a me",
    "net user me '{Q}' /add",
    "net use z: \\\\h\\s /user:me '{Q}'",
    "net use z: \\\\h\\s '{Q}' /user:me",
    "sqlplus 'me/{Q}@h/db'",
    "mosquitto_pub -h h -u me -P '{Q}' -t x",
    "mosquitto_passwd -b /x me '{Q}'",
    "snmpget -v2c -c '{Q}' h",
    "echo '{Q}' | sudo -S ls",
    "echo -n '{Q}' | gpg --batch --passphrase-fd 0 -d x",
    "npm config set _auth '{Q}'",
    "npm config set //r.example/:_auth '{Q}'",
    "cargo login '{Q}'",
    "mc admin user add m me '{Q}'",
    "java -jar jenkins-cli.jar -auth 'me:{Q}' x",
    "git clone https://me:'{Q}'@h.example/x.git",
    "mysql -e \"SET PASSWORD FOR a = PASSWORD('{Q}')\"",
    "python -c \"x.login('me', '{Q}')\"",
    "mysqldump -u root -p'{W}' db",
    "rar a -hp{W} x.rar y",
    "xfreerdp /u:me /p:{W} /v:h",
    "net use x: \\\\h\\s {W} /user:me",
    "curl --cookie=sid={W} https://h.example/x",
];

/// Whole trees.
pub(super) const TOLD: &[(&str, &[(&str, &str)])] = &[
    ("required with a sentence", &[("compose.yaml", "{V}      DB_PASSWORD: \"${DB_PASSWORD:?the old one is {Q}}\"\n")]),
    (
        "reason that tells it",
        &[(
            "compose.yaml",
            "{V}      # plimsoll: ignore[compose/image-latest-tag] reason=\"the password is {Q}\"\n      A: b\n",
        )],
    ),
    (
        "beginning of a phrase",
        &[("compose.yaml", "{V}      DB_PASSWORD: {W}\n    labels: {note: \"begins {T12} and so on\"}\n")],
    ),
    ("cookie in a list", &[("compose.yaml", "{S}    command: [curl, -b, \"session={Q}\", \"http://x\"]\n")]),
    ("name with escapes", &[("compose.yaml", "{V}      CFG: '{\"pass\\u0077ord\": \"{Q}\"}'\n")]),
    ("name with escapes twice", &[("x.env", "CFG={\"passw\\u006frd\": \"{Q}\"}\nBAD LINE\n")]),
    ("bearer with signs", &[("compose.yaml", "{V}      AUTH_HEADER: \"Bearer {Q}\"\n")]),
];
