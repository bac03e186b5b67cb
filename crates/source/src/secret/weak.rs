//! Detector: passwords that everybody knows, and those equal to a name nearby.

use super::kind::Weakness;

/// Passwords that images ship with or that every list of bad passwords has; in lower case.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "admin", "administrator", "root", "password", "passwd", "pass", "passw0rd", "p@ssw0rd", "p@ssword", "secret", "secrets", "guest",
    "user", "test", "testing", "tester", "demo", "default", "changeit", "changeme", "changethis", "letmein", "welcome", "qwerty",
    "qwertyuiop", "abc123", "abcd1234", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "111111",
    "000000", "654321", "123123", "1q2w3e4r", "1q2w3e", "iloveyou", "postgres", "postgresql", "mysql", "mariadb", "mongo", "mongodb",
    "redis", "redispass", "redispassword", "rabbit", "rabbitmq", "minio", "minioadmin", "minio123", "minioadmin123", "grafana",
    "keycloak", "elastic", "elasticsearch", "kibana", "nextcloud", "wordpress", "drupal", "joomla", "ghost", "gitea", "jenkins", "sonar",
    "sonarqube", "nexus", "artifactory", "oracle", "sa", "sql", "neo4j", "couchdb", "cassandra", "influxdb", "mosquitto", "zabbix",
    "airflow", "superset", "metabase", "odoo", "magento", "moodle", "prometheus", "portainer", "traefik", "nginx", "ubuntu", "debian",
    "docker", "vagrant", "pi", "raspberry", "tomcat", "manager", "app", "apps", "dev", "devel", "developer", "development", "local",
    "localhost", "database", "db", "dbuser", "dbpass", "dbpassword", "mypassword", "mypass", "mysecret", "mysecretpassword",
    "my-secret-pw", "my_secret_password", "supersecret", "super-secret", "super_secret", "topsecret", "verysecret", "very-secret",
    "notsecure", "insecure", "temp", "temporary", "temppass", "foobar", "foo", "bar", "baz", "hello", "hunter2", "example", "password1",
    "password12", "password123", "passw0rd1", "password1234", "password!", "pass123", "pass1234", "admin1", "admin12", "admin123",
    "admin1234", "admin12345", "adminadmin", "root123", "root1234", "rootroot", "rootpassword", "rootpass", "rootpw", "toor", "test123",
    "test1234", "testtest", "testpassword", "testpass", "secret123", "secretkey", "secret_key", "secret-key", "secretpassword", "user123",
    "userpass", "userpassword", "postgres123", "postgrespassword", "mysqlpassword", "mysqlroot", "mongopass", "adminpass",
    "adminpassword", "guestguest", "keyboard cat", "keyboardcat", "s3cret", "s3cr3t", "django-insecure", "devpassword", "devpass",
    "devsecret", "dev-secret", "token", "mytoken", "my-token", "api-key", "apikey", "none", "empty", "blank", "x", "xx", "a", "b", "c",
];

/// Names around a secret that people take for the password too.
#[derive(Debug, Clone, Default)]
pub struct Nearby {
    /// Name and what it names.
    pub names: Vec<(String, Weakness)>,
    /// Keys that hold a name and no secret, since the secret stands beside them: `S3_ACCESS_KEY` beside `S3_SECRET_KEY`.
    pub ids: Vec<String>,
}

/// Why a password is weak; `None` where nothing says so.
pub fn weak(value: &str, nearby: &Nearby) -> Option<Weakness> {
    let value = value.trim();
    let lower = value.to_lowercase();
    if value.is_empty() {
        return None;
    }
    if let Some((_, what)) = nearby.names.iter().find(|(name, _)| name.len() > 1 && name.eq_ignore_ascii_case(value)) {
        return Some(*what);
    }
    if COMMON.contains(&lower.as_str()) {
        return Some(Weakness::Common);
    }
    if let Some(placeholder) = super::shape::placeholder(value) {
        return Some(placeholder.into());
    }
    let based = ["password", "passwd", "secret", "changeme", "admin", "qwerty", "letmein", "welcome"];
    if based.iter().any(|word| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.len() <= 5 && rest.chars().all(|c| c.is_ascii_digit() || "!@#_-.$".contains(c)))
    }) {
        return Some(Weakness::Common);
    }
    // `somesupersecretpassword`: letters alone, around words that every list has.
    let spoken = ["supersecret", "mysecret", "mypassword", "somepassword", "secretpassword"];
    if lower.chars().all(|c| c.is_ascii_alphabetic() || "-_ ".contains(c)) && spoken.iter().any(|w| lower.contains(w)) {
        return Some(Weakness::Common);
    }
    if value.len() >= 3 && value.chars().all(|c| value.starts_with(c)) || sequence(&lower) || counted(&lower) {
        return Some(Weakness::Sequence);
    }
    if let Some(placeholder) = super::stand_in::stand_in(value) {
        return Some(placeholder.into());
    }
    (value.chars().count() < 8).then_some(Weakness::Short)
}

/// `12345678`, `abcdefgh`, `87654321`: every character follows the one before.
fn sequence(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 4
        && [1_i16, -1].iter().any(|step| bytes.windows(2).all(|w| i16::from(w[1]) - i16::from(w[0]) == *step))
}

/// `1234567890abcdef1234567890abcdef`: rows of characters that follow one another, begun again and again.
fn counted(value: &str) -> bool {
    let bytes = value.as_bytes();
    let follows = |w: &[u8]| {
        w[1] == w[0] + 1 || matches!((w[0], w[1]), (b'9' | b'f', b'0') | (b'9' | b'0', b'a') | (b'f', b'1' | b'a'))
    };
    let plain = bytes.len() >= 12 && bytes.iter().all(u8::is_ascii_alphanumeric);
    plain && bytes.windows(2).filter(|w| !follows(w)).count() * 10 < bytes.len()
}

/// Whether everybody uses the value, or it is too short or too even to mean anything.
pub(super) fn common(value: &str) -> bool {
    !counted(&value.trim().to_lowercase())
        && weak(value, &Nearby::default()).is_some_and(|why| {
            matches!(why, Weakness::Common | Weakness::Short | Weakness::Sequence | Weakness::Repeated)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_and_why() {
        let nearby = Nearby {
            names: vec![("artemis-app".to_owned(), Weakness::UserName), ("orders".to_owned(), Weakness::ServiceName)],
            ids: Vec::new(),
        };
        for (value, want) in [
            ("postgres", Some(Weakness::Common)),
            ("Admin", Some(Weakness::Common)),
            ("password2024", Some(Weakness::Common)),
            ("changeme", Some(Weakness::Common)),
            ("changeMe-12345", Some(Weakness::Changeme)),
            ("artemis-app", Some(Weakness::UserName)),
            ("Orders", Some(Weakness::ServiceName)),
            ("23456789", Some(Weakness::Sequence)),
            ("zzzzzzzzz", Some(Weakness::Repeated)),
            ("1234567890abcdef1234567890abcdef1234", Some(Weakness::Sequence)),
            ("abcdef1234567890abcdef1234567890", Some(Weakness::Sequence)),
            ("changeMinio", Some(Weakness::Changeme)),
            ("x7Kq", Some(Weakness::Short)),
            ("somesupersecretpassword", Some(Weakness::Common)),
            ("crapisecretpassword", Some(Weakness::Common)),
            ("your-password", Some(Weakness::AsksToBeReplaced)),
            ("Sup3rS3cret99", None),
            ("correct horse battery", None),
            ("", None),
        ] {
            assert_eq!(weak(value, &nearby), want, "{value}");
        }
    }
}
