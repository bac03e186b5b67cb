package policies.lib.power_test

import data.policies.lib.example
import data.policies.lib.power

_texts(facts, attributes) := {each.text | some each in power.over_host(example.service("web", attributes, facts))}

test_privileged if _texts({"hardening": {"privileged": true}}, {}) == {"is privileged"}

test_host_processes if _texts({"hardening": {"privileged": false}}, {"pid": "host"}) == {"sees the processes of the host (`pid: host`)"}

test_capability if _texts({"capabilities": {"add": [{"at": "/x", "name": "SYS_ADMIN"}, {"at": "/y", "name": "CHOWN"}]}}, {}) == {"has capability SYS_ADMIN"}

test_socket if _texts({"mounts": [example.mount("/m", {"host_path": "/var/run/docker.sock", "read_only": true})]}, {}) == {"holds the control socket of Docker"}

test_api_socket if _texts({"mounts": [example.mount("/m", {"kind": "api-socket"})]}, {}) == {"holds the API socket of the engine"}

test_directory if _texts({"mounts": [example.mount("/m", {"host_path": "/etc/cron.d"})]}, {}) == {"may write to /etc/cron.d of the host"}

test_root if _texts({"mounts": [example.mount("/m", {"host_path": "/"})]}, {}) == {"may write to / of the host"}

test_own_directory if _texts({"mounts": [example.mount("/m", {"host_path": "/root/backups"}), example.mount("/n", {"host_path": "/etc/app"})]}, {}) == set()

test_shut_in if _texts({"mounts": [example.mount("/m", {"host_path": "/etc/ssl", "read_only": true}), example.mount("/n", {"host_path": "web/data"})]}, {}) == set()

test_proxy if {
	power.socket_proxy(example.service("p", {}, {"image": example.image("/i", "tecnativa/docker-socket-proxy", {})}))
	not power.socket_proxy(example.service("p", {}, {"image": example.image("/i", "library/nginx", {})}))
}
