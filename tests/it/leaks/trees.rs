//! Trees with one secret each: `{T}` stands for it (`{P}` where it is one as people choose them, `{W}` where it is letters alone, `{Q}` with signs), `{T8}` for its first eight characters and `{T-8}` for the rest.

use std::collections::BTreeMap;

use super::kinds::KINDS;
use super::more::{MORE, SHORT};
use super::shapes::SHAPES;
use super::taken::{COMMANDS, TOLD};
pub(super) use super::values::{chosen, drawn, signed, spoken};

/// A tree of files.
pub(super) struct Tree {
    pub(super) name: String,
    pub(super) files: BTreeMap<String, String>,
    pub(super) secret: String,
    /// It has a configuration or waivers, which the program reads.
    pub(super) through_program: bool,
}

/// A service that many rules speak of.
const SERVICE: &str = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n";
/// The same, ready for variables.
const VARIABLES: &str = "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    environment:\n";

/// Below `environment:` of a service.
const IN_ENVIRONMENT: &[(&str, &str)] = &[
    ("plain", "      DB_PASSWORD: {T}\n"),
    ("list", "      - DB_PASSWORD={T}\n"),
    ("interpolation open", "      DB_PASSWORD: \"{T}${\"\n"),
    ("interpolation wrong", "      DB_PASSWORD: \"{T}${A:x}\"\n"),
    ("interpolation of the secret", "      - \"DB_PASSWORD={T}$$$\"\n      - \"API_TOKEN=${{T}\"\n"),
    ("variable named like it", "      - \"API_TOKEN=${{T}}\"\n"),
    ("required", "      DB_PASSWORD: \"${X:?{T}}\"\n"),
    ("default", "      DB_PASSWORD: \"${X:-{T}}\"\n"),
    ("nested default", "      DB_PASSWORD: \"${X-${Y:-{T}}}\"\n"),
    ("alternative", "      DB_PASSWORD: \"${PATH:+{T}}\"\n"),
    ("folded", "      DB_PASSWORD: >-\n        {T}\n"),
    ("block", "      DB_PASSWORD: |\n        {T}\n        second\n"),
    ("plain over lines", "      DB_PASSWORD: {T8}\n        {T-8}\n"),
    ("quoted over lines", "      DB_PASSWORD: \"{T8}\\\n        {T-8}\"\n"),
    ("comment below", "      A: b\n      # DB_PASSWORD: {T}\n"),
    ("list as value", "      DB_PASSWORD: [{T}]\n"),
    ("map as value", "      DB_PASSWORD: {x: {T}}\n"),
    ("blank for equals", "      - DB_PASSWORD {T}\n"),
    ("colon for equals", "      - \"DB_PASSWORD: {T}\"\n"),
    ("map in a list", "      - DB_PASSWORD: {T}\n"),
    ("twice", "      DB_PASSWORD: {T}\n      DB_PASSWORD: {T}\n"),
    ("anchor's name", "      DB_PASSWORD: &{T} x\n      B: *{T}x\n"),
    ("only an anchor", "      DB_PASSWORD: &{T}\n"),
    ("unknown alias", "      DB_PASSWORD: *{T}\n"),
    ("tag", "      DB_PASSWORD: !{T} {T}\n"),
    ("bad start", "      DB_PASSWORD: @{T}\n"),
    ("syntax below", "      DB_PASSWORD: {T}\n    - bad: [\n"),
    ("quote open", "      DB_PASSWORD: \"{T}\n"),
    ("second colon", "      DB_PASSWORD: {T}: x\n"),
    ("tab", "\tDB_PASSWORD: {T}\n"),
    ("bracket open", "      DB_PASSWORD: [a, {T}\n"),
    ("url", "      URL: postgres://u:{T}@h/db\n"),
    ("url in a broken file", "      URL: postgres://u:{T}@h/db\n   x: [\n"),
    ("java options", "      JAVA_OPTS: \"-Dspring.datasource.password={T} -Xmx1g\"\n"),
    ("connection string", "      CONN: \"Server=x;User Id=sa;Password={T};\"\n"),
    ("json member", "      JSON: '{\"password\":\"{T}\"}'\n"),
    ("json member escaped", "      JSON: \"{\\\"password\\\":\\\"{T}\\\"}\"\n"),
    ("yaml member", "      YAML: \"password: {T}\"\n"),
    ("query", "      Q: \"a=1&token={T}\"\n"),
    ("key holds it", "      \"password={T}\": x\n"),
    ("random copy", "      DB_PASSWORD: {T}\n      OTHER: x{T}y\n"),
    ("lower-case copy", "      DB_PASSWORD: {T}\n      OTHER: {t}\n"),
    ("base64 copy", "      DB_PASSWORD: {T}\n      OTHER: {B}\n"),
    ("hexadecimal copy", "      DB_PASSWORD: {T}\n      OTHER: {X}\n"),
    ("url-encoded copy", "      DB_PASSWORD: \"{T}+/=\"\n      URL: \"http://h/?p={T}%2B%2F%3D\"\n"),
    ("piece as a copy", "      DB_PASSWORD: {T}\n      OTHER: {T12}\n"),
    ("authorization", "      HDR: \"Authorization: Basic {T}\"\n"),
    (
        "private key",
        "      MATERIAL: |\n        -----BEGIN {RSA} KEY-----\n        {T}{T}{T}\n        -----END {RSA} KEY-----\n",
    ),
    ("private key without end", "      MATERIAL: |\n        -----BEGIN {RSA} KEY-----\n        {T}{T}{T}\n  x: [\n"),
    ("carriage returns", "      A: b\r\n      DB_PASSWORD: {T}\r\n   bad: [\r\n"),
    ("mixed indentation", "      A: b\n     DB_PASSWORD: {T}\n"),
    (
        "waiver's reason",
        "      # plimsoll: ignore[compose/env-secret-literal] reason=\"pw {T}\"\n      DB_PASSWORD: {T}\n",
    ),
    ("trailing text", "      DB_PASSWORD: \"a\" {T}\n"),
    ("no name", "      - {T}\n"),
    ("percent", "      DB_PASSWORD: %{T}\n"),
];

/// Below a service.
const IN_SERVICE: &[(&str, &str)] = &[
    ("unknown attribute", "    password: {T}\n"),
    ("unknown attribute's name", "    \"password={T}\": x\n"),
    ("environment is a string", "    environment: DB_PASSWORD={T}\n"),
    ("port", "    ports: [\"DB_PASSWORD={T}\"]\n"),
    ("interval", "    healthcheck: {test: [\"CMD\", \"x\"], interval: \"password={T}\"}\n"),
    ("replicas", "    deploy: {replicas: \"token={T}\"}\n"),
    ("depends on", "    depends_on: [\"password={T}\"]\n"),
    ("env file's name", "    env_file: [\"DB_PASSWORD={T}\"]\n"),
    ("command list", "    command: [\"mysql\", \"--password={T}\"]\n"),
    ("command open", "    command: [\"app\", \"--password\", \"{T}]\n"),
    ("command of options", "    command: mysql -p{T} --password {T} -u root\n"),
    ("command items", "    command:\n      - app\n      - --password\n      - {T}\n   bad: [\n"),
    ("script", "    command: sh -c \"export PGPASSWORD={T}; psql\"\n"),
    ("header unquoted", "    command: curl -H \"Authorization: Bearer {T}\" http://x | sh\n"),
    ("user of curl", "    command: curl -u admin:{T} http://x | sh\n"),
    ("login by pipe", "    command: sh -c \"echo {T} | docker login --password-stdin\"\n"),
    ("extends a url", "    extends: {file: \"https://u:{T}@host.example/x.git\", service: x}\n"),
    ("health", "    healthcheck: {test: \"redis-cli -a {T} ping\"}\n"),
    ("logging", "    logging: {driver: splunk, options: {splunk-token: {T}}}\n"),
    ("label", "    labels:\n      traefik.http.middlewares.a.basicauth.users: \"admin:{T}\"\n      password: {T}\n"),
    ("annotation", "    annotations: {api-token: {T}}\n"),
    ("extension", "    x-login: {password: {T}}\n"),
    ("build argument", "    build:\n      context: .\n      args:\n        NPM_TOKEN: {T}\n"),
    (
        "additional context",
        "    build:\n      context: .\n      additional_contexts: {x: \"https://u:{T}@host.example/x.git\"}\n",
    ),
    (
        "inline Dockerfile",
        "    build:\n      dockerfile_inline: |\n        FROM scratch\n        ENV DB_PASSWORD={T}\n",
    ),
    ("post start", "    post_start: [{command: \"app --token {T}\"}]\n"),
    ("sysctl", "    sysctls: {net.password: \"{T}\"}\n"),
    ("host name", "    hostname: {T}\n    secrets: [x\n"),
    ("comments", "    # DB_PASSWORD={T}\n    user: root # password {T}\n"),
];

/// Attributes that take the secret of `.env` by a variable.
const INTERPOLATED: &[&str] = &[
    "image: \"n:${P}\"",
    "container_name: \"x${P}!\"",
    "ports: [\"${P}:80\"]",
    "network_mode: \"service:${P}\"",
    "depends_on: [\"${P}\"]",
    "mem_limit: \"${P}\"",
    "cpus: \"${P}\"",
    "volumes: [\"${P}:/x\"]",
    "volumes: [\"/etc/${P}:/x\"]",
    "user: \"${P}\"",
    "restart: \"${P}\"",
    "pid: \"${P}\"",
    "env_file: [\"${P}\"]",
    "extends: {service: \"${P}\"}",
    "extends: {file: \"${P}\", service: x}",
    "build: \"./${P}\"",
    "secrets: [\"${P}\"]",
    "networks: [\"${P}\"]",
    "healthcheck: {interval: \"${P}\"}",
    "stop_grace_period: \"${P}\"",
    "expose: [\"${P}\"]",
    "ulimits: {nofile: \"${P}\"}",
    "logging: {driver: \"${P}\"}",
    "platform: \"${P}\"",
    "runtime: \"${P}\"",
    "cap_add: [\"${P}\"]",
    "devices: [\"${P}\"]",
    "sysctls: {a: \"${P}\"}",
    "command: \"curl http://${P} | sh\"",
    "entrypoint: [\"${P}\"]",
    "working_dir: \"${P}\"",
    "extra_hosts: [\"h:${P}\"]",
    "dns: [\"${P}\"]",
    "label_file: \"${P}\"",
    "configs: [\"${P}\"]",
    "read_only: \"${P}\"",
    "scale: \"${P}\"",
    "deploy: {replicas: \"${P}\"}",
    "shm_size: \"${P}\"",
    "privileged: \"${P}\"",
    "gpus: \"${P}\"",
    "tmpfs: [\"${P}\"]",
    "isolation: \"${P}\"",
    "pull_policy: \"${P}\"",
    "profiles: [\"${P}\"]",
    "labels: [\"a=${P}\"]",
    "annotations: {a: \"${P}\"}",
    "blkio_config: {weight: \"${P}\"}",
    "credential_spec: {file: \"${P}\"}",
    "security_opt: [\"seccomp:${P}\"]",
    "group_add: [\"${P}\"]",
    "develop: {watch: [{path: \"${P}\"}]}",
];

/// A whole Compose file.
const COMPOSE: &[(&str, &str)] = &[
    ("top level", "db_password: {T}\nservices:\n  a:\n    image: x:1\n"),
    ("image with login", "services:\n  a:\n    image: https://u:{T}@reg.example.org/x:1\n"),
    ("image with login, no scheme", "services:\n  a:\n    image: u:{T}@reg.example.org/x:1\n"),
    ("build from git", "services:\n  a:\n    build: https://oauth2:{T}@git.example.org/x.git#main\n"),
    ("build context from git", "services:\n  a:\n    build: {context: \"https://u:{T}@git.example.org/x.git\"}\n"),
    ("include from git", "include: [\"https://u:{T}@git.example.org/x.git\"]\nservices:\n  a:\n    image: x:1\n"),
    ("anchor", "x-p: &p {T}\nservices:\n  a:\n    image: nginx:latest\n    environment: {DB_PASSWORD: *p}\n"),
    ("one line", "services: {web: {image: \"nginx:latest\", privileged: true, environment: {DB_PASSWORD: {T}}}}\n"),
    ("one line open", "services: {web: {image: \"nginx:latest\", privileged: true, environment: {DB_PASSWORD: {T}}\n"),
    ("json", "{\"services\": {\"a\": {\"image\": \"x:1\", \"environment\": {\"DB_PASSWORD\": \"{T}\"}}}}\n"),
    ("json open", "{\"services\": {\"a\": {\"image\": \"x:1\", \"environment\": {\"DB_PASSWORD\": \"{T}\"}}\n"),
    ("second document", "services:\n  a:\n    image: x:1\n---\nservices:\n  b:\n    environment: {DB_PASSWORD: {T}}\n"),
    (
        "resources",
        "services: {a: {image: \"x:1\"}}\nsecrets: {s: {environment: {T}}}\nconfigs: {c: {content: \"password={T}\"}}\n",
    ),
    (
        "ini content",
        "services: {a: {image: \"x:1\"}}\nconfigs:\n  c:\n    content: |\n      [db]\n      password = {T}\n",
    ),
    (
        "xml content",
        "services: {a: {image: \"x:1\"}}\nconfigs:\n  c:\n    content: |\n      <password>{T}</password>\n",
    ),
    ("project's name", "name: \"{T}PASSWORD!\"\nservices:\n  web:\n    image: nginx:latest\n"),
    ("service's name", "services:\n  {t}:\n    image: x:1\n    environment:\n      DB_PASSWORD: {t}\n"),
    (
        "mount options",
        "services: {a: {image: \"x:1\"}}\nvolumes: {v: {driver: local, driver_opts: {type: cifs, o: \"username=u,password={T}\", device: \"//h/s\"}}}\n",
    ),
    (
        "byte order mark",
        "\u{feff}services:\n  a:\n    image: x:1\n    environment:\n      DB_PASSWORD: {T}\n    bad: [\n",
    ),
];

/// A whole Dockerfile.
const DOCKERFILE: &[(&str, &str)] = &[
    ("argument", "FROM ubuntu:latest\nARG NPM_TOKEN={T}\nRUN echo $NPM_TOKEN | sh\n"),
    ("variable", "FROM ubuntu:latest\nENV DB_PASSWORD={T}\nRUN mysql -p$DB_PASSWORD\n"),
    ("old form", "FROM ubuntu:latest\nENV DB_PASSWORD {T}\n"),
    ("two quotes", "FROM ubuntu:latest\nENV DB_PASSWORD=\"{T8}\"'{T-8}'\n"),
    ("continued", "FROM ubuntu:latest\nENV DB_PASSWORD={T8}\\\n{T-8}\n"),
    ("escaped", "FROM ubuntu:latest\nENV DB_PASSWORD=\"{T}\\$a\"\n"),
    ("inner quote", "FROM ubuntu:latest\nENV DB_PASSWORD=\"{T}\\\"a\"\n"),
    ("header", "FROM ubuntu:latest\nRUN curl -H \"Authorization: token {T}\" http://x | sh\n"),
    ("clone", "FROM ubuntu:latest\nRUN git clone https://u:{T}@host.example/x/y\n"),
    ("chpasswd", "FROM ubuntu:latest\nRUN echo \"root:{T}\" | chpasswd\n"),
    ("logins", "FROM ubuntu:latest\nRUN docker login -u x -p {T} reg\nRUN sshpass -p {T} ssh x\n"),
    ("heredoc", "FROM ubuntu:latest\nRUN <<E\nexport DB_PASSWORD={T}\ncurl http://x | sh\nE\n"),
    ("pgpass", "FROM ubuntu:latest\nCOPY <<E /root/.pgpass\nh:5432:d:u:{T}\nE\n"),
    ("netrc", "FROM ubuntu:latest\nCOPY <<E /root/.netrc\nmachine h.example login u password {T}\nE\n"),
    ("heredoc open", "FROM x:1\nCOPY <<EOF /x\nDB_PASSWORD={T}\n"),
    ("label", "FROM ubuntu:latest\nLABEL password={T}\n"),
    ("add", "FROM ubuntu:latest\nADD https://u:{T}@h.example/x.tar /x\n"),
    ("add from git", "FROM x:1\nADD https://oauth2:{T}@git.example.org/x.git /x\n"),
    ("bad instruction", "FROM ubuntu:latest\nENV DB_PASSWORD={T} {T}\nBADINSTR PASSWORD={T}\nARG\n"),
    ("no instruction", "FROM x:1\nDB_PASSWORD={T}\n"),
    ("comments", "FROM ubuntu:latest\n# password: {T}\nRUN curl http://x | sh # DB_PASSWORD={T}\n"),
    ("health", "FROM ubuntu:latest\nHEALTHCHECK CMD mysqladmin -p{T} ping\n"),
    ("command", "FROM ubuntu:latest\nCMD [\"x\", \"--password\", \"{T}\"]\n"),
    ("command open", "FROM x:1\nCMD [\"app\", \"--password\", \"{T}]\n"),
    ("base with login", "FROM u:{T}@reg.example/x:latest\n"),
    ("bad expansion", "FROM ubuntu:latest\nENV DB_PASSWORD=${A?{T}}\nENV API_TOKEN=${{T}\n"),
    ("modifier", "FROM x:1\nENV DB_PASSWORD=${A:x{T}}\n"),
    ("open quote", "FROM x:1\nENV DB_PASSWORD=\"{T}\n"),
    ("unknown flag", "FROM x:1\nRUN --password={T} true\n"),
    ("words behind FROM", "FROM x:1 password={T}\n"),
    ("argument in FROM", "ARG DB_PASSWORD={T}\nFROM x:${DB_PASSWORD}\n"),
    ("onbuild", "FROM x:1\nONBUILD ONBUILD ENV DB_PASSWORD={T}\n"),
    ("expose", "FROM x:1\nEXPOSE password={T}\n"),
    ("signal", "FROM x:1\nSTOPSIGNAL token={T}\n"),
    ("shell form", "FROM x:1\nSHELL [\"sh\", \"-c\", \"PASSWORD={T}\"]\n"),
    ("workdir", "FROM x:1\nENV DB_PASSWORD={T}\nWORKDIR /srv/$DB_PASSWORD\nUSER $DB_PASSWORD\n"),
];

/// A whole env file.
const ENV: &[(&str, &str)] = &[
    ("space in a name", "DB PASSWORD={T}\n"),
    ("odd name", "DB-PASSWORD!={T}\n"),
    ("double quote open", "DB_PASSWORD=\"{T}\n"),
    ("single quote open", "DB_PASSWORD='{T}\n"),
    ("no equals", "DB_PASSWORD {T}\n"),
    ("colon", "DB_PASSWORD: {T}\nDB_PASSWORD = {T}\nDB_PASSWORD={T} # {T}\n"),
    ("text behind a quote", "DB_PASSWORD=\"a\" {T}\n"),
    ("bad interpolation", "DB_PASSWORD=${{T}\nB_TOKEN=${A:?{T}}\nC_SECRET=\"{T}${\"\n"),
    ("json line", "{\"password\": \"{T}\"}\n"),
    ("alone", "{T}\n"),
    ("export", "export PASSWORD {T}\n"),
    ("part of a key", "DB_PASSWORD_{T}=x\n"),
    ("comment", "#DB_PASSWORD={T}\nX=\n"),
    ("no key", "={T}\n"),
];

/// Several files.
const SEVERAL: &[(&str, &[(&str, &str)])] = &[
    (
        "override",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: {T}\n"),
            ("compose.override.yaml", "services: {web: {environment: {DB_PASSWORD: \"\"}}}\n"),
        ],
    ),
    (
        "override of a command",
        &[
            ("compose.yaml", "{S}    command: app --password {T}\n"),
            ("compose.override.yaml", "services: {web: {command: x}}\n"),
        ],
    ),
    (
        "extended and replaced",
        &[
            ("base.yaml", "{V}      DB_PASSWORD: {T}\n"),
            (
                "compose.yaml",
                "services: {web: {extends: {file: base.yaml, service: web}, environment: {DB_PASSWORD: x}}}\n",
            ),
        ],
    ),
    (
        "env file of a service",
        &[("app.env", "DB_PASSWORD={T}\n"), ("compose.yaml", "{S}    env_file: app.env\n    hostname: {T}\n")],
    ),
    (
        "env file missing elsewhere",
        &[("app.env", "DB_PASSWORD={T}\nBAD LINE={T}\n"), ("compose.yaml", "{S}    env_file: [app.env, no.env]\n")],
    ),
    ("sample", &[(".env.example", "DB_PASSWORD={T}\n")]),
    (
        "copy in another project",
        &[
            ("a/.env", "DB_PASSWORD={T}\n"),
            ("b/compose.yaml", "services:\n  web:\n    image: nginx:latest\n    privileged: true\n    hostname: {T}\n"),
        ],
    ),
    ("path", &[("{T}_password/compose.yaml", "{S}")]),
    (
        "Dockerfile's comment of a service",
        &[
            ("compose.yaml", "services: {a: {build: .}}\n"),
            ("Dockerfile", "FROM ubuntu:latest\n# token={T}\nRUN curl http://x | sh\n"),
        ],
    ),
    (
        "ignore file",
        &[
            ("compose.yaml", "services: {a: {build: .}}\n"),
            ("Dockerfile", "FROM scratch\n"),
            (".dockerignore", "# password={T}\n[{T}\n"),
        ],
    ),
];

/// With a configuration or waivers.
const CONFIGURED: &[(&str, &[(&str, &str)])] = &[
    (
        "allowed",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: {T}\n"),
            ("plimsoll.yaml", "version: 1\nsecrets: {allow: [{path: \"**\", key: \"DB_*\", reason: test}]}\n"),
        ],
    ),
    (
        "environment's variables",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: ${DB_PASSWORD}\n"),
            (
                "plimsoll.yaml",
                "version: 1\nenvironments: [{name: p, files: [compose.yaml], variables: {DB_PASSWORD: {T}}}]\n",
            ),
        ],
    ),
    (
        "configuration of a wrong type",
        &[
            ("compose.yaml", "{S}"),
            (
                "plimsoll.yaml",
                "version: 1\nenvironments: [{name: p, files: [compose.yaml], variables: {DB_PASSWORD: [{T}]}, password: {T}}]\n",
            ),
        ],
    ),
    (
        "configuration that does not parse",
        &[("compose.yaml", "{S}"), ("plimsoll.yaml", "version: 1\npassword: \"{T}\n")],
    ),
    (
        "waivers that do not parse",
        &[("compose.yaml", "{S}"), ("plimsoll-waivers.yaml", "version: 1\nwaivers:\n  - id: a\n    token: {T}: x\n")],
    ),
    (
        "waiver's words",
        &[
            ("compose.yaml", "{S}"),
            (
                "plimsoll-waivers.yaml",
                "version: 1\nwaivers:\n  - id: W-1\n    rules: [compose/service-privileged]\n    reason: the password is {T}, so what\n    owner: me\n    expires: 2027-01-01\n    match: {path: \"**\"}\n",
            ),
        ],
    ),
    (
        "environment's image",
        &[
            ("compose.yaml", "services: {a: {image: \"n:${P_TOKEN}\", ports: [\"${P_TOKEN}:80\"]}}\n"),
            (
                "plimsoll.yaml",
                "version: 1\nenvironments: [{name: p, files: [compose.yaml], variables: {P_TOKEN: {T}}}]\n",
            ),
        ],
    ),
];

/// All trees, each with a secret of its own.
pub(super) fn trees() -> Vec<Tree> {
    let mut trees = Vec::new();
    let mut add = |name: String, files: &[(&str, &str)], through_program: bool| {
        let holds = |mark: &str| files.iter().any(|(_, text)| text.contains(mark));
        let secret = match trees.len() {
            number if holds("{W}") => spoken(number),
            number if holds("{P}") => chosen(number),
            number if holds("{Q}") => signed(number),
            number => drawn(number),
        };
        let filled = files.iter().map(|(path, text)| (fill(path, &secret), fill(text, &secret))).collect();
        trees.push(Tree { name, files: filled, secret, through_program });
    };
    for (name, text) in IN_ENVIRONMENT {
        add(format!("environment: {name}"), &[("compose.yaml", &format!("{VARIABLES}{text}"))], false);
    }
    for (name, text) in IN_SERVICE {
        add(format!("service: {name}"), &[("compose.yaml", &format!("{SERVICE}{text}"))], false);
    }
    for attribute in INTERPOLATED {
        let image =
            if attribute.starts_with("image") || attribute.starts_with("build") { "" } else { "    image: x:latest\n" };
        let compose = format!("services:\n  web:\n{image}    {}\n", attribute.replace("${P}", "${P_PASSWORD}"));
        add(format!("interpolated: {attribute}"), &[(".env", "P_PASSWORD={T}\n"), ("compose.yaml", &compose)], false);
    }
    let single = [("compose.yaml", COMPOSE), ("Dockerfile", DOCKERFILE), ("app.env", ENV)];
    for (path, kinds) in single {
        for (name, text) in kinds {
            add(format!("{path}: {name}"), &[(path, text)], false);
        }
    }
    for (name, files) in SEVERAL {
        add(format!("several: {name}"), files, false);
    }
    for (name, files) in CONFIGURED {
        add(format!("configured: {name}"), files, true);
    }
    for (name, files) in MORE {
        add(format!("more: {name}"), files, false);
    }
    for (name, files) in KINDS {
        add(format!("kinds: {name}"), files, true);
    }
    for (name, files) in TOLD {
        add(format!("told: {name}"), files, true);
    }
    for (name, files) in SHAPES {
        add(format!("shapes: {name}"), files, false);
    }
    for command in COMMANDS {
        add(format!("taken: {command}"), &[("Dockerfile", &format!("FROM alpine:latest\nRUN {command}\n"))], false);
    }
    trees
}

/// Trees whose secret is this short, under a key or behind an option that says what it is.
pub(super) fn short(value: &str) -> Vec<Tree> {
    let tree = |(number, (path, text)): (usize, &(&str, &str))| {
        let text = text.replace("{E}", VARIABLES).replace("{S}", SERVICE).replace("{V}", value);
        let files = [((*path).to_owned(), text)].into();
        Tree { name: format!("short {number}"), files, secret: value.to_owned(), through_program: false }
    };
    SHORT.iter().enumerate().map(tree).collect()
}

/// Puts the secret and its spellings in.
fn fill(text: &str, secret: &str) -> String {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD.encode(format!("me:{secret}"));
    let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    text.replace("{V}", VARIABLES)
        .replace("{S}", SERVICE)
        .replace("{T8}", &secret[..8])
        .replace("{T-8}", &secret[8..])
        .replace("{T12}", &secret[..12])
        .replace("{B}", &base64)
        .replace("{X}", &hex)
        .replace("{RSA}", &["RSA", "PRIVATE"].join(" "))
        .replace("{t}", &secret.to_lowercase())
        .replace("{P}", secret)
        .replace("{W}", secret)
        .replace("{Q}", secret)
        .replace("{T}", secret)
}
