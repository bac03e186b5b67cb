//! Trees with passwords that are words, in places where nothing but the shape of the text around them says what they are: comments, logins,
//! headers, dialogues, substitutions, options; beside other mistakes, so that the lines are shown.

/// Whole trees.
pub(super) const SHAPES: &[(&str, &[(&str, &str)])] = &[
    ("old password in a comment", &[("compose.yaml", "{S}    # old password: {W}\n    ports: [\"x\"]\n")]),
    ("setting in a comment", &[("compose.yaml", "{V}      A: b # pw = {W}\n      C: [d\n")]),
    (
        "sentence in a comment",
        &[("Dockerfile", "FROM alpine:latest\n# the password of bob is {W}, keep it\nUSER root\n")],
    ),
    ("login in a comment", &[("Dockerfile", "FROM alpine:latest\n# default login: bob / {W}\nUSER root\n")]),
    ("word in quotes in a comment", &[("x.env", "# TODO remove the password \"{W}\" here\nX Y\n")]),
    (
        "comment of a builder's file to ignore",
        &[("Dockerfile", "FROM scratch\n"), (".dockerignore", "# token -> {W}\n[{W}\n")],
    ),
    ("community", &[("compose.yaml", "{V}      SNMP_COMMUNITY: {W}\n      RO_COMMUNITY: {W}\n   bad: [\n")]),
    ("token by another name", &[("compose.yaml", "{V}      JWT: {W}\n      SERVICE_BEARER: {W}\n")]),
    ("login under a key", &[("compose.yaml", "{V}      AUTH: bob:{W}\n      PANEL_LOGIN: \"bob:{W}\"\n")]),
    ("login in options", &[("compose.yaml", "{V}      OPTS: --user=a:{W}\n      MORE_OPTS: \"--user a:{W} -v\"\n")]),
    ("users as an object", &[("compose.yaml", "{V}      USERS: '{\"bob\":\"{W}\"}'\n")]),
    ("users as an object, escaped", &[("x.env", "USERS={\\\"bob\\\":\\\"{W}\\\",\\\"eve\\\":\\\"x\\\"}\nBAD LINE\n")]),
    (
        "users in a row",
        &[("compose.yaml", "{V}      SFTP_USERS: foo:{W}:1001 bar:{W}:e\n      FTP_USERS: a:{W},b:{W}\n")],
    ),
    ("account with a semicolon", &[("compose.yaml", "{V}      ACCOUNT_A: x\n      SAMBA_USER: \"bob;{W}\"\n")]),
    ("headers of an exporter", &[("compose.yaml", "{V}      OTEL_EXPORTER_OTLP_HEADERS: x-team={W},a=b\n")]),
    (
        "headers of an exporter, encoded",
        &[("x.env", "OTEL_EXPORTER_OTLP_HEADERS=Authorization=Basic%20{W}\nBAD LINE\n")],
    ),
    ("terminal in a browser", &[("compose.yaml", "{S}    command: [ttyd, -c, \"bob:{W}\", bash]\n")]),
    (
        "terminal in a broken list",
        &[("Dockerfile", "FROM alpine:latest\nCMD [\"gotty\", \"--credential\", \"bob:{W}\"\n")],
    ),
    ("token of a message queue", &[("compose.yaml", "{S}    command: nats-server --user a --auth {W}\n")]),
    (
        "key of a cluster",
        &[("compose.yaml", "{S}    command: agent\n    entrypoint: consul agent -encrypt={W}\n   bad: [\n")],
    ),
    ("key of a proxy", &[("compose.yaml", "{S}    command: ss-server -s 0.0.0.0 -p 8388 -k {W} -m x\n")]),
    ("downloads", &[("compose.yaml", "{S}    healthcheck: {test: \"transmission-remote -n bob:{W} -l\"}\n")]),
    (
        "peer of a cache",
        &[("Dockerfile", "FROM alpine:latest\nRUN echo \"cache_peer h parent 3128 0 login=bob:{W}\" >> /x\n")],
    ),
    (
        "host of git",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN git config url.\"https://{W}@h.example/\".insteadOf https://h.example\n",
        )],
    ),
    (
        "clone with a token",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN git clone https://{W}@h.example/a && pip install git+https://{W}@h.example/b\n",
        )],
    ),
    ("substitution", &[("Dockerfile", "FROM alpine:latest\nRUN sed -i 's/DB_PASSWORD_HERE/{W}/' /x\nUSER root\n")]),
    (
        "substitution in a file of secrets",
        &[("Dockerfile", "FROM alpine:latest\nRUN sed -i -e s,x,{W}, /etc/db_password.conf\n")],
    ),
    (
        "dialogue",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN expect -c 'spawn x; expect \"assword:\"; send \"{W}\\r\"; interact'\n",
        )],
    ),
    (
        "dialogue over lines",
        &[("Dockerfile", "FROM alpine:latest\nCOPY <<E /x\nexpect \"*assword*\"\nsend -- \"{W}\\r\"\nE\n")],
    ),
    ("subcommand with a colon", &[("Dockerfile", "FROM alpine:latest\nRUN heroku auth:token {W}\n")]),
    ("token of a forge", &[("Dockerfile", "FROM alpine:latest\nARG GITHUB_PAT={W}\nENV GH_PAT {W}\nFOO\n")]),
    ("names in other languages", &[("x.env", "DB_KENNWORT={W}\nSENHA={W}\nCONTRASENA={W}\nMYSQL_MDP={W}\nA B\n")]),
    (
        "user and password as options",
        &[("compose.yaml", "{S}    healthcheck: {test: \"check_mysql -H h -u bob -p {W}\"}\n")],
    ),
    ("user with a percent sign", &[("Dockerfile", "FROM alpine:latest\nRUN winexe -U bob%{W} //h x\n")]),
    (
        "store of keys",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN consul kv put db/password {W}\nRUN vault kv put secret/x value={W}\n",
        )],
    ),
    (
        "command that prints it",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN restic --password-command \"echo {W}\" init\nRUN x --password-file <(echo {W})\n",
        )],
    ),
    (
        "answers of a package",
        &[("Dockerfile", "FROM alpine:latest\nRUN echo \"m m/root_password password {W}\" | debconf-set-selections\n")],
    ),
    ("lines of an agent", &[("Dockerfile", "FROM alpine:latest\nRUN echo \"rocommunity {W} default\" >> /x\n")]),
    (
        "options with a plus",
        &[("compose.yaml", "{S}    command: srcds_run +rcon_password {W} +map x +login bob {W}\n")],
    ),
    ("options with a slash", &[("Dockerfile", "FROM alpine:latest\nRUN cmdkey /add:h /user:bob /pass:{W}\n")]),
    ("header of any name", &[("Dockerfile", "FROM alpine:latest\nRUN curl -H \"Circle-Token: {W}\" x\n")]),
    (
        "functions that hash",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN node -e \"require('bcrypt').hashSync('{W}', 9)\"\nRUN php -r \"echo password_hash('{W}', 1);\"\n",
        )],
    ),
    (
        "secure string",
        &[("Dockerfile", "FROM alpine:latest\nRUN powershell -c \"ConvertTo-SecureString '{W}' -AsPlainText\"\n")],
    ),
    (
        "pair of code",
        &[("Dockerfile", "FROM alpine:latest\nRUN python -c \"requests.get('u', auth=('bob', '{W}'))\"\n")],
    ),
    (
        "said again and again",
        &[("Dockerfile", "FROM alpine:latest\nRUN yes {W} | passwd root\nRUN echo {W} > /root/.vnc/passwd\n")],
    ),
    (
        "overridden login",
        &[
            ("compose.yaml", "{V}      AUTH: bob:{W}\n"),
            ("compose.override.yaml", "services: {web: {environment: {AUTH: \"\"}}}\n"),
        ],
    ),
    (
        "interpolated into a login",
        &[
            (".env", "PANEL_PASS={W}\n"),
            ("compose.yaml", "{V}      AUTH: \"bob:${PANEL_PASS}\"\n    container_name: \"a-${PANEL_PASS}\"\n"),
        ],
    ),
    (
        "label with users and a comment",
        &[(
            "compose.yaml",
            "{S}    labels:\n      # pass: {W}\n      - \"traefik.http.middlewares.a.basicauth.users=bob:{W}\"\n   bad: [\n",
        )],
    ),
    ("sentence that says to use it", &[("Dockerfile", "FROM alpine:latest\n# use password {W} for now\nUSER root\n")]),
    ("sentence that gives a login", &[("compose.yaml", "{S}    # log in as bob with {W}\n    ports: [\"x\"]\n")]),
    ("word in brackets", &[("compose.yaml", "{S}    # the old password ({W}) still works\n    ports: [\"x\"]\n")]),
    ("comment behind a value", &[("compose.yaml", "{V}      DB_PASSWORD: ${X} # was {W}\n      C: [d\n")]),
    ("comment behind a value of an env file", &[("app.env", "DB_PASSWORD=one # formerly {W}\nA b=c\n")]),
    ("one-time password", &[("compose.yaml", "{V}      OTP: {W}\n      C: [d\n")]),
    ("seed", &[("app.env", "SEED={W}\nA b=c\n")]),
    ("cookie", &[("app.env", "COOKIE={W}\nA b=c\n")]),
    (
        "header of a registry",
        &[(
            "compose.yaml",
            "{S}    healthcheck: {test: [\"CMD-SHELL\", \"curl -H 'X-JFrog-Art-Api: {W}' http://x\"]}\n",
        )],
    ),
    (
        "header of a gateway",
        &[("Dockerfile", "FROM alpine:latest\nRUN curl -H \"Ocp-Apim-Subscription-Key: {W}\" http://x\n")],
    ),
    ("scheme of its own", &[("Dockerfile", "FROM alpine:latest\nRUN curl -H 'Authorization: AWS bob:{W}' http://x\n")]),
    ("second line of a value", &[("app.env", "DB_PASSWORD=\"one\n\nkey={W}\"\nA b=c\n")]),
    ("second line of a broken value", &[("app.env", "DB_PASSWORD=\"one\n{W} {W}\n\nA b=c\n")]),
];
