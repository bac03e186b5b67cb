//! What is found in values, and what is left alone. Values that look live are put together here, never written down.

use super::*;

fn found(key: Option<&str>, value: &str, form: Form<'_>) -> Vec<(String, SecretKind)> {
    let nearby = Nearby { names: vec![("appuser".to_owned(), Weakness::UserName)], ids: Vec::new() };
    let hits = detect(&SecretInput { key, value, form, nearby: &nearby, literal: false });
    hits.into_iter().filter(|h| !h.harmless).map(|h| (value[h.range].to_owned(), h.kind)).collect()
}

#[test]
fn values_under_a_key() {
    let token = format!("ghp_{}", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fJ3lM6");
    let url_with_token = format!("https://me:{token}@github.com/x.git");
    for (key, value, want) in [
        ("DB_PASSWORD", "s3cr3t-w0rd", vec![("s3cr3t-w0rd", SecretKind::Named)]),
        ("DB_PASSWORD", " padded-word-1 ", vec![("padded-word-1", SecretKind::Named)]),
        ("DB_PASSWORD", "appuser", vec![("appuser", SecretKind::Weak)]),
        ("DB_PASSWORD", "changeme", vec![("changeme", SecretKind::Named)]),
        ("DB_PASSWORD", "123456", vec![("123456", SecretKind::Weak)]),
        ("APP_SETTING", &token, vec![(&token, SecretKind::Token)]),
        ("GITHUB_TOKEN", &token, vec![(&token, SecretKind::Token)]),
        ("REPO", &url_with_token, vec![(&token, SecretKind::Token)]),
        ("DATABASE_URL", "postgres://app:hunter2@db/app", vec![("hunter2", SecretKind::UrlPassword)]),
        ("SQL", "Server=db;Password=Hunter-2;", vec![("Hunter-2", SecretKind::UrlPassword)]),
        ("HDR", "Authorization: Bearer 3f0a9c5e7b1d", vec![("3f0a9c5e7b1d", SecretKind::AuthHeader)]),
        ("STORE_KEY", "q7Zk2mX9pL4vB1nCq7Zk", vec![("q7Zk2mX9pL4vB1nCq7Zk", SecretKind::Entropy)]),
        ("CONF", "a: 1\npassword: hunter2-x\n", vec![("hunter2-x", SecretKind::Named)]),
        ("STORE_KEY", "id", vec![]),
        ("PASSWORD", "${PASSWORD}", vec![]),
        ("PASSWORD", "/run/secrets/x", vec![]),
        ("PASSWORD", "true", vec![]),
        ("PASSWORD", "", vec![]),
        ("ENABLE_TOKEN", "1", vec![]),
        ("APP_TOKEN", "4096", vec![]),
        ("GPG_KEY", "7169605F62C751356D054A26A821E680E5FA6305", vec![]),
        ("GIT_SHA", "9a038989604e8da62ecddbe2094b16ce1b778be1", vec![]),
        ("APP_NAME", "hunter2", vec![]),
        ("MAIL_PASS_SCHEME", "BLF-CRYPT", vec![]),
        ("basic.auth.credentials.source", "USER_INFO", vec![]),
        ("API_KEY", "invalid", vec![]),
        ("TLS_KEY", "certs/server.key", vec![]),
        ("TOKEN_ISSUER", "https://issuer.example.org", vec![]),
    ] {
        let want: Vec<(String, SecretKind)> = want.into_iter().map(|(v, k)| (v.to_owned(), k)).collect();
        assert_eq!(found(Some(key), value, Form::Value), want, "{key}={value}");
    }
}

#[test]
fn words_are_kept_apart() {
    let text = "redis-server\n--requirepass\nhunter 2";
    let words = [0..12, 13..26, 27..35];
    assert_eq!(found(None, text, Form::Words(&words)), [("hunter 2".to_owned(), SecretKind::CommandLine)]);
}

#[test]
fn hits_say_how_sure_they_are() {
    let nearby = Nearby::default();
    for (value, confidence, placeholder, weak) in [
        ("s3cr3t-w0rd", SecretConfidence::High, None, None),
        ("admin", SecretConfidence::Medium, None, Some(Weakness::Common)),
        ("<password>", SecretConfidence::Low, Some(Placeholder::AngleBrackets), Some(Weakness::AngleBrackets)),
    ] {
        let hits =
            detect(&SecretInput { key: Some("PASSWORD"), value, form: Form::Value, nearby: &nearby, literal: false });
        assert_eq!(hits.len(), 1, "{value}");
        assert_eq!((hits[0].confidence, hits[0].placeholder, hits[0].weak), (confidence, placeholder, weak), "{value}");
        assert!(hits[0].named);
    }
}

#[test]
fn values_that_only_show_where_one_goes() {
    let nearby = Nearby::default();
    for (key, value, placeholder) in [
        ("S3_ACCESS_KEY", "s3-access-key", Some(Placeholder::VariableName)),
        ("DATABASE_URL", "postgresql://user:pass@localhost:5432/dummy", Some(Placeholder::Template)),
        ("DATABASE_URL", "postgresql://user:pass@localhost:5432/app", None),
        ("MAIL_URL", "smtp://user:pass@mail.example.com:25/", Some(Placeholder::Template)),
        ("MAIL_URL", "smtp://user:pass@mail.example.com.acme.io:25/", None),
        ("S3_ACCESS_KEY", "s3-access-kez", None),
    ] {
        let hits = detect(&SecretInput { key: Some(key), value, form: Form::Value, nearby: &nearby, literal: false });
        assert_eq!(hits.len(), 1, "{value}");
        assert_eq!(hits[0].placeholder, placeholder, "{value}");
    }
}

#[test]
fn lines_that_only_sound_like_secrets() {
    let hex = "9fceb02d0ae598e9".repeat(2);
    let tracker = format!("https://{hex}@errors.example.org/4504");
    let publishable = format!("{}{}", "phc_", "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7b");
    for (key, value) in [
        ("PASSWORD_REQUIREMENTS", "At least 8 characters with one number"),
        ("ERROR_WRONG_PASSWORD", "Wrong username or password"),
        ("LOGIN_PASSWORD_PLACEHOLDER", "Your password"),
        ("PASSWORD_ENCRYPTION", "scram-sha-256"),
        ("LDAP_PASSWORD_ATTRIBUTE", "userPassword"),
        ("TOKENS_PER_MINUTE", "60000"),
        ("ETCD_INITIAL_CLUSTER_TOKEN", "etcd-cluster-1"),
        ("SECRET_KEY_FALLBACKS", "[]"),
        ("CREDENTIAL_HELPER", "ecr-login"),
        ("AUTH_TOKEN_STORAGE", "localStorage"),
        ("KEY_CHECKSUM", &hex),
        ("BUILD_CACHE_KEY", "v2-linux-node20-a1b2c3d4e5f6a7b8"),
        ("RECAPTCHA_SITE_KEY", "6LeIxB7q9fAAAAAJcZVRqyHh71UM"),
        ("SENTRY_DSN", &tracker),
        ("POSTHOG_KEY", &publishable),
        ("DB_PASSWORD", "op://app/db/password"),
        ("DB_PASSWORD", "{{ vault_password }}"),
        ("AUTH", "ldap"),
        ("AUTH", "http://auth:8080"),
        ("AUTH", "${LOGIN}:${WORD}"),
        ("LOG_PAT", "*.log"),
    ] {
        assert_eq!(found(Some(key), value, Form::Value), [], "{key}={value}");
    }
    let script = "node -e 'console.log(\"export JWT_PRIVATE_KEY=\"+k)'";
    assert_eq!(found(None, script, Form::Script), [], "{script}");
}

#[test]
fn lines_that_hold_a_secret_inside() {
    let login = base64::engine::general_purpose::STANDARD.encode("ci:hunter2-otter");
    let basic = format!("Basic {login}");
    let registries = format!("{{\"auths\":{{\"r.example.org\":{{\"auth\":\"{login}\"}}}}}}");
    for (key, value, want, kind) in [
        ("APP_CONFIG", "{\"db\":{\"password\":\"hunter2-otter\"}}", "hunter2-otter", SecretKind::Named),
        ("DOCKER_AUTH_CONFIG", &registries, login.as_str(), SecretKind::Named),
        ("UPSTREAM_AUTH", &basic, login.as_str(), SecretKind::AuthHeader),
        ("NETBIRD_SETUP_KEY", "hunter2-otter", "hunter2-otter", SecretKind::Named),
        ("SNMP_COMMUNITY", "hunter2-otter", "hunter2-otter", SecretKind::Named),
        ("GITHUB_PAT", "Otterword42", "Otterword42", SecretKind::Named),
        ("PANEL_AUTH", "bob:hunter2-otter", "hunter2-otter", SecretKind::Named),
    ] {
        assert_eq!(found(Some(key), value, Form::Value), [(want.to_owned(), kind)], "{key}={value}");
    }
    for script in [
        "echo hunter2-otter | docker login -u ci --password-stdin r.example.org",
        "ttyd -c bob:hunter2-otter bash",
        "nats-server --auth hunter2-otter",
        "consul agent -encrypt=hunter2-otter",
        "ss-server -k hunter2-otter",
    ] {
        assert_eq!(
            found(None, script, Form::Script),
            [("hunter2-otter".to_owned(), SecretKind::CommandLine)],
            "{script}"
        );
    }
}

#[test]
fn what_is_no_variable_is_no_reference() {
    let nearby = Nearby::default();
    for (value, literal, want) in [
        ("$kT9vQ2mZx7Lp", true, true),
        ("${kT9vQ2mZx7Lp}", true, true),
        ("$kT9vQ2mZx7Lp", false, false),
        ("$DB_PASSWORD", true, false),
        ("$__file{/run/secrets/admin}", true, false),
    ] {
        let hits =
            detect(&SecretInput { key: Some("DB_PASSWORD"), value, form: Form::Value, nearby: &nearby, literal });
        assert_eq!(hits.iter().any(|hit| !hit.harmless), want, "{value}");
    }
    let beside = Nearby { names: Vec::new(), ids: vec!["S3_ACCESS_KEY".to_owned()] };
    let input =
        SecretInput { key: Some("S3_ACCESS_KEY"), value: "otter-9", form: Form::Value, nearby: &beside, literal: true };
    assert!(detect(&input).is_empty());
}

#[test]
fn any_text_is_survived() {
    let pieces = [
        "$",
        "{",
        "}",
        "\"",
        "'",
        "`",
        "(",
        ")",
        "://",
        "@",
        ":",
        "=",
        "-p",
        " ",
        "\n",
        "\\",
        "é",
        "password",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "[",
        "]",
        "ey.",
        "CMD [",
    ];
    let mut seed = 1_u64;
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        for form in [Form::Value, Form::Script, Form::Content] {
            for (value, _) in found(Some("password"), &text, form) {
                assert!(text.contains(&value));
            }
        }
        let _ = Filled::read(&text, Escape::Dollar);
    }
}

#[test]
fn long_texts_end() {
    for piece in [
        "a:b@c://",
        "password=",
        "$(",
        "\"",
        "-----BEGIN PRIVATE KEY-----",
        "eyJhbGciOi.",
        "x://",
        "token: \"",
        "CMD [",
        "authorization:",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        // One that is not linear would not end while somebody waits.
        for form in [Form::Value, Form::Script, Form::Content] {
            let candidates = found(Some("k"), &text, form);
            assert!(candidates.len() <= text.len() / piece.len() + 1, "{piece}: {} candidates", candidates.len());
        }
    }
}
