//! Trees of a kind each that a stranger found open: names with a word beside the password, operators without a colon, quotes that are escaped,
//! programs that take a password at a place of their own, lists that are broken.

/// Whole trees.
pub(super) const KINDS: &[(&str, &[(&str, &str)])] = &[
    ("passphrase of gpg", &[("compose.yaml", "{V}      MAVEN_GPG_PASSPHRASE: {P}\n      NO_IP_PASSWORD: {P}\n")]),
    ("password of a primary", &[("compose.yaml", "{V}      POSTGRES_PRIMARY_PASSWORD: {P}\n")]),
    ("password of a user", &[("compose.yaml", "{V}      DB_PASSWORD_APP: {P}\n      DB_PASS_USER: {P}\n")]),
    ("token with an id", &[("compose.yaml", "{V}      VAULT_DEV_ROOT_TOKEN_ID: {P}\n      PUB_SUB_TOKEN: {P}\n")]),
    (
        "key of a service",
        &[("compose.yaml", "{V}      SENDGRID_KEY: {P}\n      TS_AUTHKEY: {P}\n      GITLAB_PAT: {P}\n")],
    ),
    ("words in one", &[("x.env", "LDAP_BINDPW={P}\nROOTPW={P}\nSSHPASS={P}\nSESSION_COOKIE={P}\n")]),
    (
        "default without a colon",
        &[("compose.yaml", "{V}      Z: ${DB_PASSWORD-{P}}\n    ports: [\"${API_TOKEN-{P}}:80\"]\n")],
    ),
    ("alternative without a colon", &[("x.env", "X=${DB_PASSWORD+{P}}\nY=${API_TOKEN?{P}}\nBAD LINE\n")]),
    (
        "default in a builder's file",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nARG DB_PASSWORD\nENV X=${DB_PASSWORD-{P}}\nRUN app \"${API_TOKEN-{P}}\"\n",
        )],
    ),
    (
        "escaped quotes",
        &[(
            "compose.yaml",
            "{V}      JAAS: \"x.PlainLoginModule required username=\\\"u\\\" password=\\\"{P}\\\";\"\n",
        )],
    ),
    (
        "token as the user of a url",
        &[("Dockerfile", "FROM alpine:latest\nRUN git clone https://{P}@git.example.org/a\n")],
    ),
    (
        "handed through a pipe",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN printf \"%s\" \"{P}\" | helm registry login -u a --password-stdin h\nRUN echo {P} | tee /run/secrets/db\n",
        )],
    ),
    (
        "written to where secrets are kept",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN echo {P} > /run/secrets/db_password\nRUN echo \"h:5432:d:u:{P}\" > ~/.pgpass\n",
        )],
    ),
    (
        "programs that take one",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN ssh-keygen -N {P} -f k\nRUN openssl passwd -1 {P}\nRUN 7z x -p{P} a.7z\nRUN smbclient //h/s -U u%{P}\nRUN lftp -u a,{P} ftp://h\n",
        )],
    ),
    (
        "package managers that take one",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nRUN poetry config http-basic.x a {P}\nRUN dotnet nuget add source u -u a -p {P}\nRUN composer config -g github-oauth.github.com {P}\nRUN sonar-scanner -Dsonar.login={P}\n",
        )],
    ),
    ("auth of redis", &[("compose.yaml", "{S}    command: redis-cli AUTH {P}\n")]),
    ("key of an option", &[("compose.yaml", "{S}    command: tailscale up --authkey={P}\n")]),
    (
        "single quotes written twice",
        &[(
            "compose.yaml",
            "{S}    command: ['sh','-c','mongosh --eval \"db.createUser({user:''a'',pwd:''{P}''})\"']\n",
        )],
    ),
    (
        "list in a broken file",
        &[("compose.yaml", "{S}    healthcheck: {test: [\"CMD\",\"mysqladmin\",\"-p{P}\"]}\n   bad: [\n")],
    ),
    (
        "list without quotes in a broken file",
        &[("compose.yaml", "{S}    command: [ redis-cli, -a, {P}, ping ]\n   bad: [\n")],
    ),
    ("list that ends nowhere", &[("Dockerfile", "FROM alpine:latest\nCMD [\"mysqld\", \"--user\", \"-p{P}\"\n")]),
    ("items in a broken file", &[("compose.yaml", "{S}    command:\n      - mysqladmin\n      - -p{P}\n   bad: [\n")]),
    ("behind a blank line", &[("compose.yaml", "{V}      DB_PASSWORD:\n\n        {P}\n     x: [\n")]),
    ("value of a secret", &[("compose.yaml", "{S}secrets:\n  db: {value: {P}}\n  other:\n    content: {P}\n")]),
    ("like a path", &[("compose.yaml", "{V}      DB_PASSWORD: /{T}\n      API_SECRET: /{T}/{T}\n")]),
    ("like a variable", &[("compose.yaml", "{V}      DB_PASSWORD: $${T}\n"), ("x.env", "DB_PASSWORD='${T}'\nX=\n")]),
    (
        "notations of code",
        &[(
            "Dockerfile",
            "FROM alpine:latest\nCOPY <<E /x\ndefine( 'DB_PASSWORD', '{P}' );\n$a['password'] = '{P}';\n:password => \"{P}\"\nE\n",
        )],
    ),
    ("option on the next line", &[("compose.yaml", "{S}    command: |\n      app --password \\\n        {P} --x\n")]),
    ("driver of go", &[("compose.yaml", "{V}      DSN: \"root:{P}@(db:3306)/app\"\n")]),
    (
        "users of a proxy",
        &[("compose.yaml", "{S}    labels:\n      - \"traefik.http.middlewares.a.basicauth.users=me:{P}\"\n")],
    ),
    (
        "env file that is a secret",
        &[("compose.yaml", "{S}    env_file: db_password.txt\n"), ("db_password.txt", "{P}\n")],
    ),
    ("password of a user's name", &[("compose.yaml", "{S}    user: \"admin:{P}\"\n")]),
    (
        "words alone in JSON",
        &[("compose.yaml", "{V}      CFG: '{\"password\":\"{W}\"}'\n      ARGS: \"--requirepass {W}\"\n")],
    ),
    ("words alone in a default", &[("compose.yaml", "{V}      Z: ${DB_PASSWORD-{W}}\n")]),
    (
        "entries with blanks and colons",
        &[("compose.yaml", "{S}    environment: [\"DB_PASSWORD = {P}\", \"API_TOKEN:{P}\"]\n")],
    ),
    ("login of a stage", &[("Dockerfile", "FROM alpine:latest\nCOPY --from=me:{P}@registry.example/x:1 /a /b\n")]),
    ("argument in quotes", &[("Dockerfile", "FROM alpine:latest\nRUN openssl rsa -in k -passin pass:\"{P}\"\n")]),
    (
        "build argument of a makefile",
        &[
            ("Dockerfile", "FROM alpine:latest\nARG NPM_TOKEN\nENV X=$NPM_TOKEN\nUSER $NPM_TOKEN\n"),
            ("Makefile", "b:\n\tDB_PASSWORD={P} docker build --build-arg NPM_TOKEN={P} .\n"),
        ],
    ),
    (
        "build argument of a bake file",
        &[
            ("Dockerfile", "FROM alpine:latest\nARG NPM_TOKEN\nLABEL x=$NPM_TOKEN\nRUN y $NPM_TOKEN\n"),
            ("docker-bake.hcl", "target \"default\" {\n  args = {\n    NPM_TOKEN = \"{P}\"\n  }\n}\n"),
        ],
    ),
    (
        "build argument of a container to develop in",
        &[
            (".devcontainer/Dockerfile", "FROM alpine:latest\nARG NPM_TOKEN\nENV X=$NPM_TOKEN\n"),
            (
                ".devcontainer/devcontainer.json",
                "{\"build\": {\"dockerfile\": \"Dockerfile\", \"args\": {\"NPM_TOKEN\": \"{P}\"}}}\n",
            ),
        ],
    ),
    (
        "build argument of a workflow",
        &[
            ("Dockerfile", "FROM alpine:latest\nARG NPM_TOKEN\nCOPY $NPM_TOKEN /x\n"),
            (
                ".github/workflows/a.yml",
                "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {build-args: \"NPM_TOKEN={P}\"}}]}}\n",
            ),
        ],
    ),
    (
        "assumed by a sample",
        &[
            ("compose.yaml", "{S}    container_name: \"c${DB_PASSWORD}\"\n    ports: [\"${DB_PASSWORD}:80\"]\n"),
            (".env.example", "DB_PASSWORD={P}\n"),
        ],
    ),
];
