//! What of the host's disk stands behind a named volume: the drivers that mount a place of the host under another name. Pure.

use serde_json::{Map, Value};

use super::{resource, text};

/// File systems of the kernel itself, and where the host keeps its own: mounting one anew shows the same.
const KERNEL: [(&str, &str); 14] = [
    ("bpf", "/sys/fs/bpf"),
    ("cgroup", "/sys/fs/cgroup"),
    ("cgroup2", "/sys/fs/cgroup"),
    ("configfs", "/sys/kernel/config"),
    ("debugfs", "/sys/kernel/debug"),
    ("devtmpfs", "/dev"),
    ("efivarfs", "/sys/firmware/efi/efivars"),
    ("fusectl", "/sys/fs/fuse/connections"),
    ("proc", "/proc"),
    ("pstore", "/sys/fs/pstore"),
    ("securityfs", "/sys/kernel/security"),
    ("selinuxfs", "/sys/fs/selinux"),
    ("sysfs", "/sys"),
    ("tracefs", "/sys/kernel/tracing"),
];

/// Lower layers of one overlay that are looked at: those nearest to the root, which show the most. Each is a mount of each service that uses the volume.
const MAX_LAYERS: usize = 3;

/// A place of the host.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OnHost {
    pub(super) path: String,
    pub(super) read_only: bool,
    /// It is the directory itself, so that a part of the volume is a part of the directory.
    pub(super) is_bind: bool,
}

/// The directory of the host that a volume is.
pub(crate) fn host_path_of(document: &Map<String, Value>, key: &str) -> Option<String> {
    on_host(document, key).into_iter().find(|place| place.is_bind).map(|place| place.path)
}

/// The places of the host that a volume shows; the one that is written to first.
pub(super) fn on_host(document: &Map<String, Value>, key: &str) -> Vec<OnHost> {
    let Some(volume) = resource(document, "volumes", key) else { return Vec::new() };
    let Some(options) = volume.get("driver_opts").and_then(Value::as_object) else { return Vec::new() };
    let driver = text(volume, "driver").unwrap_or_default();
    match driver.split(':').next().and_then(|name| name.rsplit('/').next()) {
        Some("" | "local") => of_local(options),
        Some("local-persist") => text(options, "mountpoint").map(bind(false)).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn bind(read_only: bool) -> impl Fn(String) -> OnHost {
    move |path| OnHost { path, read_only, is_bind: true }
}

/// The engine's own driver hands `type`, `o` and `device` to `mount`.
fn of_local(options: &Map<String, Value>) -> Vec<OnHost> {
    let flags = text(options, "o").unwrap_or_default();
    let flags: Vec<&str> = flags.split(',').map(str::trim).collect();
    let has = |names: &[&str]| flags.iter().any(|flag| names.contains(flag));
    let set = |name: &str| flags.iter().find_map(|flag| flag.strip_prefix(name)?.strip_prefix('='));
    let read_only = has(&["ro"]);
    let Some(device) = text(options, "device").filter(|device| !device.is_empty()) else { return Vec::new() };
    let kind = text(options, "type").unwrap_or_default();
    let shown = |path: &str| vec![OnHost { path: path.to_owned(), read_only, is_bind: false }];
    if has(&["bind", "rbind"]) {
        let is_local = device.starts_with(['/', '.', '~']) || !device.contains(':');
        return is_local.then(|| bind(read_only)(device)).into_iter().collect();
    }
    if let Some((_, place)) = KERNEL.iter().find(|(name, _)| *name == kind) {
        return shown(place);
    }
    match kind.as_str() {
        "overlay" => {
            let directories = |name| set(name).unwrap_or_default().split(':').filter(|path| !path.is_empty());
            let mut lower: Vec<&str> = directories("lowerdir").collect();
            lower.sort_by_key(|path| (path.split('/').filter(|part| !part.is_empty()).count(), *path));
            lower.dedup();
            let upper = directories("upperdir").take(1).flat_map(shown);
            let lower = lower.into_iter().take(MAX_LAYERS).flat_map(shown);
            upper.chain(lower.map(|layer| OnHost { read_only: true, ..layer })).collect()
        }
        // What a server exports is the host's own disk where the server is the host.
        "nfs" | "nfs4" => {
            let (host, path) = device.split_once(':').unwrap_or(("", &device));
            let server = set("addr").unwrap_or(host);
            if is_this_host(server) { shown(path) } else { Vec::new() }
        }
        _ if device.starts_with("/dev/") => shown(&device),
        _ => Vec::new(),
    }
}

fn is_this_host(server: &str) -> bool {
    let server = server.trim_matches(['[', ']']);
    let is_loopback = server.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    is_loopback || matches!(server, "localhost" | "host.docker.internal" | "0.0.0.0")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn places(volume: Value) -> Vec<(String, bool)> {
        let document = json!({"volumes": {"data": volume}});
        let found = on_host(document.as_object().expect("a map"), "data");
        found.into_iter().map(|place| (place.path, place.read_only)).collect()
    }

    fn local(kind: &str, options: &str, device: &str) -> Vec<(String, bool)> {
        places(json!({"driver": "local", "driver_opts": {"type": kind, "o": options, "device": device}}))
    }

    #[test]
    fn what_of_the_host_a_volume_shows() {
        let table: [(&str, &str, &str, &[(&str, bool)]); 17] = [
            ("none", "bind", "/", &[("/", false)]),
            ("none", "rw,rbind", "/var/run", &[("/var/run", false)]),
            ("", "ro, bind", "/etc", &[("/etc", true)]),
            ("none", "bind", "./data", &[("./data", false)]),
            ("none", "", "/etc", &[]),
            ("tmpfs", "size=1m", "tmpfs", &[]),
            ("proc", "", "proc", &[("/proc", false)]),
            ("sysfs", "ro", "none", &[("/sys", true)]),
            ("devtmpfs", "", "x", &[("/dev", false)]),
            ("ext4", "", "/dev/sda1", &[("/dev/sda1", false)]),
            ("xfs", "ro", "/dev/mapper/root", &[("/dev/mapper/root", true)]),
            ("overlay", "lowerdir=/a:/,upperdir=/u,workdir=/w", "overlay", &[("/u", false), ("/", true), ("/a", true)]),
            ("nfs", "addr=nas.example.com,rw", ":/", &[]),
            ("nfs", "addr=127.0.0.1,rw", ":/srv", &[("/srv", false)]),
            ("nfs4", "", "localhost:/", &[("/", false)]),
            ("nfs", "addr=[::1]", ":/etc", &[("/etc", false)]),
            ("cifs", "username=u,addr=nas", "//nas/share", &[]),
        ];
        for (kind, options, device, expected) in table {
            let expected: Vec<_> = expected.iter().map(|(path, read_only)| ((*path).to_owned(), *read_only)).collect();
            assert_eq!(local(kind, options, device), expected, "{kind} {options} {device}");
        }
    }

    #[test]
    fn a_driver_means_its_own_options() {
        let bound = json!({"type": "none", "o": "bind", "device": "/etc"});
        let of = |driver: &str, options: &Value| places(json!({"driver": driver, "driver_opts": options}));
        assert_eq!(places(json!({"driver_opts": bound})), [("/etc".to_owned(), false)]);
        assert_eq!(of("vieux/sshfs:latest", &bound), []);
        for driver in ["local-persist", "cwspear/local-persist:1.3"] {
            assert_eq!(of(driver, &json!({"mountpoint": "/"})), [("/".to_owned(), false)], "{driver}");
        }
        assert_eq!(
            host_path_of(json!({"volumes": {"a": {"driver_opts": bound}}}).as_object().expect("a map"), "a").as_deref(),
            Some("/etc")
        );
    }
}
