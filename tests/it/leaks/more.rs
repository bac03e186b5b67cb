//! Further trees: places that nobody had tried before, and secrets that are short.

/// Whole trees.
pub(super) const MORE: &[(&str, &[(&str, &str)])] = &[
    ("bearer in a label", &[("compose.yaml", "{S}    labels: {auth: \"Authorization: Bearer {T}\"}\n")]),
    (
        "cookie in a health check",
        &[("compose.yaml", "{S}    healthcheck: {test: \"curl -H 'Cookie: session_token={T}' http://x\"}\n")],
    ),
    (
        "user without a password file",
        &[("compose.yaml", "{S}    command: [\"htpasswd\", \"-bc\", \"/x\", \"me\", \"{T}\"]\n")],
    ),
    ("command in lines", &[("compose.yaml", "{S}    command: >-\n      app\n      --password={T}\n      --port 80\n")]),
    ("list of lists", &[("compose.yaml", "{S}    command: [[\"--password={T}\"]]\n")]),
    ("environment twice", &[("compose.yaml", "{V}      DB_PASSWORD: {T}\n    environment:\n      A: b\n")]),
    ("merged from an anchor", &[("compose.yaml", "x-e: &e {DB_PASSWORD: {T}}\n{V}      <<: *e\n      A: b\n")]),
    (
        "reset",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: {T}\n"),
            ("compose.override.yaml", "services: {web: {environment: !reset null}}\n"),
        ],
    ),
    (
        "replaced by a tag",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: {T}\n"),
            ("compose.override.yaml", "services: {web: {environment: !override {A: b}}}\n"),
        ],
    ),
    (
        "included",
        &[
            ("compose.yaml", "include: [sub/compose.yaml]\n{S}"),
            ("sub/compose.yaml", "services: {db: {image: x, environment: {DB_PASSWORD: {T}}}}\n"),
        ],
    ),
    (
        "included that does not parse",
        &[
            ("compose.yaml", "include: [sub/compose.yaml]\n{S}"),
            ("sub/compose.yaml", "services: {db: {image: x, environment: {DB_PASSWORD: {T}\n"),
        ],
    ),
    (
        "extended that does not parse",
        &[
            ("compose.yaml", "services: {web: {extends: {file: base.yaml, service: web}}}\n"),
            ("base.yaml", "services:\n  web:\n    environment:\n      DB_PASSWORD: {T}\n   bad: [\n"),
        ],
    ),
    ("extends itself", &[("compose.yaml", "{V}      DB_PASSWORD: {T}\n    extends: {service: web}\n")]),
    (
        "env file of an include",
        &[
            ("compose.yaml", "include: [{path: sub/compose.yaml, env_file: sub/x.env}]\n{S}"),
            ("sub/compose.yaml", "services: {db: {image: \"x:${DB_PASSWORD}\"}}\n"),
            ("sub/x.env", "DB_PASSWORD={T}\n"),
        ],
    ),
    ("label file", &[("compose.yaml", "{S}    label_file: l.env\n"), ("l.env", "db.password={T}\nbad line {T}\n")]),
    (
        "raw env file",
        &[("compose.yaml", "{S}    env_file: [{path: r.env, format: raw}]\n"), ("r.env", "DB_PASSWORD=\"{T}\nA\n")],
    ),
    (
        "cascade of variables",
        &[
            (".env", "A_TOKEN={T}\nB=${A_TOKEN}\nC=x${B}y\n"),
            ("compose.yaml", "services: {a: {image: \"n:${C}\", ports: [\"${B}:80\"]}}\n"),
        ],
    ),
    (
        "variable in its own default",
        &[
            (".env", "A_TOKEN={T}\n"),
            ("compose.yaml", "services: {a: {image: \"n:${X:-${A_TOKEN}}\", mem_limit: \"${A_TOKEN:-1}\"}}\n"),
        ],
    ),
    (
        "variable cut",
        &[
            (".env", "A_TOKEN={T}\n"),
            ("compose.yaml", "services: {a: {image: \"n:${A_TOKEN\", cpus: \"${A_TOKEN}${\"}}\n"),
        ],
    ),
    (
        "argument of a build",
        &[
            ("compose.yaml", "services: {a: {build: {context: ., args: [\"API_TOKEN={T}\"]}}}\n"),
            (
                "Dockerfile",
                "FROM alpine:latest\nARG API_TOKEN\nENV T=$API_TOKEN\nRUN curl http://x/$T | sh\nLABEL a=\"$T\"\nEXPOSE $T\n",
            ),
        ],
    ),
    (
        "argument of the base",
        &[
            ("compose.yaml", "services: {a: {build: {context: ., args: {TAG_TOKEN: {T}}}}}\n"),
            ("Dockerfile", "ARG TAG_TOKEN=x\nFROM alpine:${TAG_TOKEN}\nFROM ${TAG_TOKEN}\n"),
        ],
    ),
    (
        "stage named like it",
        &[(
            "Dockerfile",
            "ARG DB_PASSWORD={T}\nFROM alpine:latest AS ${DB_PASSWORD}\nCOPY --from=${DB_PASSWORD} /a /b\n",
        )],
    ),
    ("mount of a secret", &[("Dockerfile", "FROM alpine:latest\nRUN --mount=type=secret,id=x,password={T} true\n")]),
    (
        "build secret by value",
        &[("Dockerfile", "FROM alpine:latest\nRUN --mount=type=secret,id=x echo API_KEY={T} > /x\n")],
    ),
    (
        "pip index",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN pip install --extra-index-url https://u:{T}@pypi.example.org/simple x\n",
        )],
    ),
    ("npm registry", &[("Dockerfile", "FROM alpine:latest\nRUN npm config set //npm.example.org/:_authToken {T}\n")]),
    (
        "apt sources",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN echo 'deb https://u:{T}@deb.example.org/ x main' > /etc/apt/x.list\n",
        )],
    ),
    ("aws configure", &[("Dockerfile", "FROM alpine:latest\nRUN aws configure set aws_secret_access_key {T}\n")]),
    (
        "windows",
        &[(
            "Dockerfile",
            "# escape=`\nFROM mcr.example.org/windows:1\nENV DB_PASSWORD={T8}`\n{T-8}\nRUN powershell -Command \"$env:PASSWORD = '{T}'\"\n",
        )],
    ),
    (
        "directive",
        &[(
            "Dockerfile",
            "# syntax=docker/dockerfile:1\n# check=skip={T};error=true\n# token={T}\nFROM alpine:latest\n",
        )],
    ),
    (
        "heredoc of Python",
        &[("Dockerfile", "FROM alpine:latest\nRUN <<EOF python3\npassword = \"{T}\"\nconnect(password='{T}')\nEOF\n")],
    ),
    (
        "heredoc of JSON",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nCOPY <<EOF /x.json\n{\"auths\": {\"reg\": {\"password\": \"{T}\"}}}\nEOF\n",
        )],
    ),
    (
        "continued with a comment",
        &[("Dockerfile", "FROM alpine:latest\nENV A=b \\\n# a comment\n  DB_PASSWORD={T} \\\n\n  C=d\nFOO\n")],
    ),
    ("escaped newline at the end", &[("Dockerfile", "FROM alpine:latest\nENV DB_PASSWORD={T}\\\n")]),
    ("lower-case instructions", &[("Dockerfile", "from alpine:latest\nenv db_password={T}\nrun mysql -p{T}\n")]),
    ("carriage returns alone", &[("x.env", "A=b\rDB_PASSWORD={T}\rC D\r")]),
    ("tabs", &[("x.env", "\tDB_PASSWORD\t=\t{T}\n\tA B\n")]),
    ("value over lines", &[("x.env", "DB_PASSWORD=\"a\n{T}\nb\"\nC D\n")]),
    ("key by key", &[("x.env", "A_PASSWORD={T}\nA_PASSWORD={T}\nB=${A_PASSWORD}\nC=\"${A_PASSWORD}${\"\n")]),
    ("connection string", &[("x.env", "DATABASE_URL=mysql://root:{T}@db:3306/x?ssl=false\nBAD LINE\n")]),
    ("nul and escapes", &[("x.env", "A=\u{1b}[2J\nDB_PASSWORD={T}\u{7}\nB C\n")]),
    (
        "sample beside the real one",
        &[
            (".env", "DB_PASSWORD={T}\n"),
            (".env.example", "DB_PASSWORD={T}\n"),
            ("compose.yaml", "{V}      A: \"${DB_PASSWORD}\"\n"),
        ],
    ),
    ("directory named like it", &[("{t}/compose.yaml", "{V}      DB_PASSWORD: {t}\n")]),
    (
        "waiver comment that is wrong",
        &[(
            "compose.yaml",
            "{V}      # plimsoll: ignore[compose/nope] reason=\"token {T}\" password={T}\n      A: b\n",
        )],
    ),
    (
        "ignore comment of another tool",
        &[("Dockerfile", "FROM alpine:latest\n# hadolint ignore=DL3002 token={T}\nUSER root\n")],
    ),
    (
        "not UTF-8 elsewhere",
        &[
            ("compose.yaml", "{V}      DB_PASSWORD: {T}\n"),
            ("Dockerfile", "FROM x\n"),
            ("sub/compose.yaml", "services: [\n  password: {T}\n"),
        ],
    ),
    (
        "many lines",
        &[(
            "compose.yaml",
            "{V}      A: b\n      # a\n      # b\n      # c\n      # DB_PASSWORD: {T}\n      C: d\n    ports: [\"x\"]\n",
        )],
    ),
    (
        "config of a service",
        &[(
            "compose.yaml",
            "{S}    configs: [{source: c, target: /x}]\nconfigs:\n  c:\n    content: |\n      user: me\n      token: {T}\n      bad: [\n",
        )],
    ),
    (
        "secret from a variable",
        &[
            (".env", "DB_PASSWORD={T}\n"),
            (
                "compose.yaml",
                "{S}    secrets: [s]\nsecrets: {s: {environment: DB_PASSWORD, labels: {a: \"${DB_PASSWORD}\"}}}\n",
            ),
        ],
    ),
    (
        "network option",
        &[(
            "compose.yaml",
            "{S}    networks: [n]\nnetworks: {n: {driver_opts: {encryption_key: {T}}, labels: {psk: {T}}}}\n",
        )],
    ),
];

/// Places that are known by their key, or by what takes the value: `{V}` there is too short to be found by its looks.
pub(super) const SHORT: &[(&str, &str)] = &[
    ("compose.yaml", "{E}      POSTGRES_PASSWORD: {V}\n"),
    ("compose.yaml", "{E}      POSTGRES_PASSWORD: \"{V}\"\n"),
    ("compose.yaml", "{E}      - POSTGRES_PASSWORD={V}\n"),
    ("compose.yaml", "{E}      API_TOKEN: {V}\n"),
    ("compose.yaml", "{E}      SECRET_KEY: {V}\n"),
    ("compose.yaml", "{E}      DB_PASS: {V}\n"),
    ("compose.yaml", "{E}      URL: postgres://u:{V}@h/d\n"),
    ("compose.yaml", "{E}      URL: redis://:{V}@h/0\n"),
    ("compose.yaml", "{E}      J: '{\"password\":\"{V}\"}'\n"),
    ("compose.yaml", "{E}      JAVA_OPTS: \"-Dspring.datasource.password={V} -Xmx1g\"\n"),
    ("compose.yaml", "{E}      CONN: \"Server=x;User Id=sa;Password={V};\"\n"),
    ("compose.yaml", "{E}      DB_PASSWORD: ${DB_PASSWORD:-{V}}\n"),
    ("compose.yaml", "{S}    command: [\"redis-server\",\"--requirepass\",\"{V}\"]\n"),
    ("compose.yaml", "{S}    command: app --password={V} x\n"),
    ("compose.yaml", "{S}    command: mysql -u root -p{V} db\n"),
    ("compose.yaml", "{S}    command: sh -c \"export PGPASSWORD={V}; psql\"\n"),
    ("compose.yaml", "{S}    command: curl -u admin:{V} http://x\n"),
    ("compose.yaml", "{S}    healthcheck: {test: \"redis-cli -a {V} ping\"}\n"),
    ("compose.yaml", "{S}    labels: {db.password: {V}}\n"),
    ("compose.yaml", "{S}    logging: {driver: splunk, options: {splunk-token: {V}}}\n"),
    ("compose.yaml", "{S}    build: {context: ., args: {NPM_TOKEN: {V}}}\n"),
    ("compose.yaml", "{S}    x-db: {password: {V}}\n"),
    (
        "compose.yaml",
        "{S}volumes: {v: {driver: local, driver_opts: {type: cifs, o: \"username=u,password={V}\", device: \"//h/s\"}}}\n",
    ),
    ("compose.yaml", "{S}configs: {c: {content: \"password={V}\"}}\n"),
    ("Dockerfile", "FROM alpine:latest\nENV DB_PASSWORD={V}\n"),
    ("Dockerfile", "FROM alpine:latest\nENV DB_PASSWORD {V}\n"),
    ("Dockerfile", "FROM alpine:latest\nARG NPM_TOKEN={V}\nRUN echo $NPM_TOKEN\n"),
    (
        "Dockerfile",
        "FROM alpine:latest\nENV DB_PASSWORD={V}\nRUN mysql -p$DB_PASSWORD\nLABEL x=$DB_PASSWORD y=\"a-${DB_PASSWORD}\"\n",
    ),
    ("Dockerfile", "FROM alpine:latest\nRUN mysql -u root -p{V} -e x\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN docker login -u x -p {V} reg\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN sshpass -p {V} ssh x\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN echo \"root:{V}\" | chpasswd\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN DB_PASSWORD={V} ./x --password {V}\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN <<E\nexport DB_PASSWORD={V}\nE\n"),
    ("Dockerfile", "FROM alpine:latest\nLABEL password={V}\n"),
    ("Dockerfile", "FROM alpine:latest\nCMD [\"x\",\"--password\",\"{V}\"]\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN curl -H \"Authorization: Bearer {V}\" http://x\n"),
    ("Dockerfile", "FROM alpine:latest\nRUN git clone https://u:{V}@h/x\n"),
    ("Dockerfile", "FROM alpine:latest\nHEALTHCHECK CMD mysqladmin -p{V} ping\n"),
    ("x.env", "DB_PASSWORD={V}\n"),
    ("x.env", "DB_PASSWORD=\"{V}\"\nDB_URL=mysql://r:{V}@h/x\n"),
];
