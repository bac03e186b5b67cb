//! What is marked in texts of every notation, and what stays readable. Values that look live are put together here.

use super::*;

fn marked(text: &str) -> Vec<&str> {
    find(text).into_iter().map(|range| &text[range]).collect()
}

/// What one detector marks.
pub(super) fn marked_by(find: fn(&str, &mut Vec<Range<usize>>), text: &str) -> Vec<&str> {
    let mut marks = Vec::new();
    find(text, &mut marks);
    marks.into_iter().map(|range| &text[range]).collect()
}

fn drawn() -> String {
    format!("{}{}", "Zq7Rk29fjQ", "0sLwq81zPv4")
}

#[test]
fn settings_in_every_notation() {
    for (text, want) in [
        ("      DB_PASSWORD: hunter2x\n", &["hunter2x"][..]),
        ("      DB_PASSWORD: hunter2x # why\n", &["hunter2x"]),
        ("      DB_PASSWORD: two words\n", &["two words"]),
        ("      - DB_PASSWORD=hunter2x\n", &["hunter2x"]),
        ("      - DB_PASSWORD: hunter2x\n", &["hunter2x"]),
        ("      - \"DB_PASSWORD: hunter2x\"\n", &["hunter2x"]),
        ("      - \"DB_PASSWORD=two words\"\n", &["two words"]),
        ("      - DB_PASSWORD hunter2x\n", &["hunter2x"]),
        ("      - \"DB_PASSWORD = marble-otter\"\n", &["marble-otter"]),
        ("environment: [\"DB_PASSWORD = marble-otter\", \"A=b\"]\n", &["marble-otter"]),
        ("environment: [\"API_TOKEN:marble-otter\", A]\n", &["marble-otter"]),
        ("      - API_TOKEN:marble-otter\n", &["marble-otter"]),
        ("      - API_TOKEN :marble-otter # why\n", &["marble-otter"]),
        ("DB_PASSWORD=hunter2x\r\nA=b\r\n", &["hunter2x"]),
        ("DB_PASSWORD=two words\n", &["two words"]),
        ("DB_PASSWORD = hunter2x\n", &["hunter2x"]),
        ("export DB_PASSWORD='hunter2x'\n", &["hunter2x"]),
        ("SECRET KEY = Summer2026!x\n", &["Summer2026!x"]),
        ("# api key: Summer2026!x\n", &["Summer2026!x"]),
        ("RUN sudo -S <<< \"Summer2026!x\" ls\n", &["Summer2026!x"]),
        ("RUN gh auth login --with-token <<< Autumn2026!x\n", &["Autumn2026!x"]),
        ("RUN vault login Winter2026!x && app\n", &["Winter2026!x"]),
        (
            "RUN git config url.\"https://0a1b2c3d4e:x-oauth-basic@github.example/\".insteadOf git\n",
            &["0a1b2c3d4e", "x-oauth-basic"],
        ),
        ("export DB_PASSWORD hunter2x\n", &["hunter2x"]),
        ("DB_PASSWORD=\"hunter2x\n", &["hunter2x"]),
        ("DB_PASSWORD=\"one\ntwo\"\nB=c\n", &["one", "two"]),
        ("DB_PASSWORD=\"one\n\ntwo\"\nB=c\n", &["one", "two"]),
        ("DB_PASSWORD=\"one\nkey=two\"\nB=c\n", &["one", "key=two"]),
        ("DB_PASSWORD='one\n# two\n'\nB=c\n", &["one", "# two"]),
        ("DB_PASSWORD=\"one\ntwo\n\nB=c\n", &["one", "two"]),
        ("DB_PASSWORD=\"one\nB=\"c\"\n", &["one"]),
        ("DB_PASSWORD=\"\"\"\none\n\"\"\"\nB=c\n", &["one"]),
        ("DB_PASSWORD=one # was tractorbeam\nB=c\n", &["one", "tractorbeam"]),
        ("  DB_PASSWORD: ${X} # was tractorbeam\n", &["tractorbeam"]),
        ("OTP: tractorbeam\n", &["tractorbeam"]),
        ("DOOR_OTP=837261\n", &["837261"]),
        ("SEED=tractorbeam\n", &["tractorbeam"]),
        ("COOKIE: tractorbeam\n", &["tractorbeam"]),
        ("RUN turnadmin -p tractorbeam -u bob\n", &["tractorbeam"]),
        ("#DB_PASSWORD=hunter2x\n", &["hunter2x"]),
        ("# DB_PASSWORD: hunter2x\n", &["hunter2x"]),
        ("ENV A=b DB_PASSWORD=hunter2x C=d\n", &["hunter2x"]),
        ("ENV DB_PASSWORD two words\n", &["two words"]),
        ("ENV DB_PASSWORD=hun\\\n    ter2x C=d\n", &["hun", "ter2x"]),
        ("ENV DB_PASSWORD=\"hun\"'ter2x'\n", &["hun", "ter2x"]),
        ("{\"password\": \"hunter2x\", \"user\": \"me\"}", &["hunter2x"]),
        ("x: '{\\\"password\\\":\\\"hunter2x\\\"}'", &["hunter2x"]),
        ("services: {a: {environment: {DB_PASSWORD: hunter2x, A: b}}}", &["hunter2x"]),
        ("command: app --password hunter2x --verbose", &["hunter2x"]),
        ("command: [\"app\", \"--password\", \"hunter2x\"]", &["hunter2x"]),
        ("command:\n  - --password\n  - hunter2x\n", &["hunter2x"]),
        ("command: mysql -u root -phunter2x", &["hunter2x"]),
        ("RUN curl -u me:hunter2x \\\n  https://host\n", &["hunter2x"]),
        ("<password>hunter2x</password>", &["hunter2x"]),
        ("url: https://host/?token=hunter2x&a=b", &["hunter2x"]),
        ("    ENV DB_PASSWORD=marble%8&otter\n", &["marble%8&otter"]),
        ("RUN DB_PASSWORD=marble%8&otter app\n", &["marble%8&otter"]),
        ("RUN DB_PASSWORD=hunter2x&& app\n", &["hunter2x"]),
        ("C=Server=x;Password=two words;Encrypt=no", &["two words"]),
        ("A=${DB_PASSWORD:-hunter2x}\n", &["hunter2x"]),
        ("DB_PASSWORD: ${OTHER:-hunter2x}\n", &["hunter2x"]),
        ("DB_PASSWORD: hunter${A}\n", &["hunter${A}"]),
        ("DB_PASSWORD: |\n  one\n\n  two\nA: b\n", &["one", "two"]),
        ("DB_PASSWORD:\n  hunter2x\nA: b\n", &["hunter2x"]),
        ("  DB_PASSWORD: one\n    two\n  A: b\n", &["one", "two"]),
        ("FROM me:hunter2x@registry.example/x:1\n", &["hunter2x"]),
        ("build: https://me:hunter2x@host/x.git#main\n", &["hunter2x"]),
        ("COPY --from=me:marble-otter@registry.example/x:1 /a /b\n", &["marble-otter"]),
        ("RUN --mount=type=bind,from=me:marble-otter@registry.example/x:1 x\n", &["marble-otter"]),
        ("password: &p hunter2x\n", &["hunter2x"]),
        ("Authorization: Bearer 3f0a9c5e7b1d\n", &["3f0a9c5e7b1d"]),
        ("# old password: hunter2x\n", &["hunter2x"]),
        ("    # pw = tractorbeam\n", &["tractorbeam"]),
        ("SNMP_COMMUNITY: tractorbeam\n   x: [\n", &["tractorbeam"]),
        ("      JWT: tractorbeam\n", &["tractorbeam"]),
        ("      PANEL_AUTH: bob:tractorbeam\n", &["tractorbeam"]),
        ("OPTS: --user=a:tractorbeam\n", &["tractorbeam"]),
        ("USERS: '{\"bob\":\"tractorbeam\"}'\n", &["tractorbeam"]),
        ("OTEL_EXPORTER_OTLP_HEADERS=x-team=tractorbeam\n", &["tractorbeam"]),
        ("command: [\"ttyd\", \"-c\", \"bob:tractorbeam\", \"bash\"]\n", &["tractorbeam"]),
        ("RUN git config url.\"https://tractorbeam@h.example\".insteadOf https://h.example\n", &["tractorbeam"]),
        ("RUN sed -i s/SECRET_KEY_HERE/tractorbeam/ x\n", &["tractorbeam"]),
        ("RUN expect -c 'expect \"assword:\"; send \"tractorbeam\\r\"'\n", &["tractorbeam"]),
        ("ARG GITHUB_PAT=Otter42\n", &["Otter42"]),
        ("healthcheck: {test: \"check_mysql -u bob -p tractorbeam\"}\n", &["tractorbeam"]),
    ] {
        assert_eq!(marked(text), want, "{text}");
    }
}

#[test]
fn what_is_harmless_stays_readable() {
    for text in [
        "secrets:\n  db_password:\n    file: ./db_password.txt\n",
        "    secrets:\n      - db_password\n      - source: api_token\n        target: token\n",
        "    secrets: [db_password, api_token]\n",
        "    credential_spec: {file: my-credential-spec.json}\n",
        "      DB_PASSWORD_FILE: /run/secrets/db_password\n",
        "      DB_PASSWORD: ${DB_PASSWORD:?must be set to a password}\n",
        "      DB_PASSWORD: ${DB_PASSWORD}\n",
        "      DB_PASSWORD:\n      DB_USER: me\n",
        "DB_PASSWORD=changeme\nAPI_KEY=<your key>\n",
        "# The password is read from a file; set the token before you start.\n",
        "# password: choose a good one\n",
        "RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\n",
        "RUN if [ -z \"$DB_PASSWORD\" ]; then exit 1; fi\n",
        "RUN --mount=type=secret,id=token curl -H \"Authorization: Bearer $(cat /run/secrets/token)\" x\n",
        "image: myorg/vault-secret:1.2\n",
        "image: python:3.12@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1\n",
        "- ./secrets:/run/secrets:ro\n",
        "ARG NPM_TOKEN\nARG API_KEY=\n",
        "TOKEN_TTL=3600\nPASSWORD_MIN_LENGTH=8\nMAX_TOKENS=4096\n",
        "    labels:\n      - traefik.http.routers.a.middlewares=auth@file,compress@docker\n",
        "git@github.com:org/repo.git\nmailto:someone@example.org\n",
        "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n",
        "RUN apt-get install -y --no-install-recommends libpam-pwquality openssl\n",
        "x-api-key:\n  description: none\n",
        "RUN echo \"app ALL=(ALL) NOPASSWD: ALL\" > /etc/sudoers.d/app \\\n    && mkdir -p /opt/app \\\n    && true\n",
        "RUN gpg --batch --recv-keys 27EDEAF22F3ABCEB50DB9A125CC908FDB71E12C2\n",
        "RUN adduser --disabled-password walnutferry\n",
        "RUN createuser --no-password walnut9ferry\n",
        "# docker run -v `pwd`:/mnt walnut9ferry -c './compile.sh'\n",
        "# TOKEN_EXPIRES_IN=365 # In days\n",
        "RUN gpg --batch --recv-keys '2F52 8D36 D67B 69ED F998  D857 78BD 6547 3CB3 BD13'\n",
        "A_TOKEN: \"<your-token>\" # Replace with your own\n",
        "test: redis-cli -a $$REDIS_PASSWORD ping\n",
        "    user: \"1000:1000\"\n    group_add: [docker]\n",
        "# Password: required. Token: optional.\n# The token is generated; see docs/tokens.md\n",
        "AUTH: ldap\nLOGIN: true\nUSERS=bob,eve\nADMIN_USER=bob\n",
        "RUN sed -i 's/prohibit-password/yes/' /etc/ssh/sshd_config\n",
        "RUN useradd --user-group bob && chown --from=bob:bob x && install --owner=bob:bob y\n",
        "JWT_REALM: example\nJWT_AUDIENCE: web\nCOMMUNITY: otters\n",
        "SEED: 42\nCOOKIE: true\nPIN: 17\nOTP: none\nREQUIRE_OTP: true\n",
        "# caddy with auto-HTTPS\n",
        "# snyk auth is needed before the scan\n",
        "DB_PASSWORD: ${DB_PASSWORD} # from the vault, not required\n",
    ] {
        assert_eq!(marked(text), [""; 0], "{text}");
    }
}

#[test]
fn a_drawn_word_is_marked_wherever_it_stands() {
    let word = drawn();
    for text in [
        format!("{word}\n"),
        format!("hostname: x{word}y"),
        format!("DB_PASSWORD_{word}=x"),
        format!("- ${{{word}}}"),
        format!("A: !{word} x"),
        format!("name: \"{word}PASSWORD!\""),
        format!("echo {word} | docker login --password-stdin"),
        format!("reason=\"pw {word}\""),
    ] {
        assert!(marked(&text).iter().any(|mark| mark.contains(&word)), "{text}: {:?}", marked(&text));
    }
}

#[test]
fn any_text_is_survived_and_marks_are_in_order() {
    let pieces = [
        "$", "{", "}", "${", "\"", "'", "`", "\\\"", "://", "@", ":", ": ", "=", "==", " -p", " ", "\n", "\r\n", "\\",
        "\\\n", "é", "\t", "password", "DB_TOKEN", "--secret", "- ", "# ", "ENV ", "export ", "|", "|-", "[", "]", ",",
        "<", ">", "&", "*", "!", "mysql", "x7Kq9",
    ];
    let mut seed = 7_u64;
    for _ in 0..5_000 {
        let mut text = String::new();
        for _ in 0..14 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let mut end = 0;
        for range in find(&text) {
            assert!(text.get(range.clone()).is_some(), "{text:?}: {range:?}");
            assert!(range.start >= end && range.end > range.start, "{text:?}: {range:?}");
            end = range.end;
        }
    }
}

#[test]
fn long_texts_end() {
    for piece in [
        "password: ",
        "password=",
        "password: |\n ",
        "password:\n ",
        "password: x\n  ",
        "\"password\": \"",
        "${password:-",
        "--password ",
        "password ",
        "DB_PASSWORD=\"\n",
        "ENV password=\\\n",
        "a:b@c ",
        "mysql -p",
        "password: [",
        "x.password",
        "Zq7Rk29f",
        "a:1:b:c:d\n",
        "password: *a ",
        "# password: a b ",
        "curl \\\n",
        "-----BEGIN ",
        "auth=",
        "auth:a:",
        "auth: \"a:b ",
        "auth=(\"a\",",
        "token=${A}",
        "--user ",
        "users: {\"a\":\"b\",",
        "# pw = ",
        "# login a / ",
        "password\nsend \"",
        "sed s,",
        "git clone https://aaaaaaaa@b ",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        // One that is not linear would not end while somebody waits.
        assert!(find(&text).len() <= text.len(), "{piece}");
    }
}
