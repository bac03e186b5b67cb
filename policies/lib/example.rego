# METADATA
# title: Examples
# description: >-
#   Small inputs for tests of rules: what a test does not name is as in a service without any settings. Only tests use it.
# custom:
#   library: true
package policies.lib.example

# A project of these services; `project_with` merges other parts (`networks`, `volumes`, …) into it.
project(services) := project_with(services, {})

project_with(services, parts) := object.union(
	{
		"at": "",
		"kind": "compose",
		"name": "demo",
		"directory": ".",
		"environment": null,
		"deployment": {"name": null, "role": "unknown", "because": null},
		"files": ["compose.yaml"],
		"extensions": {},
		"services": {name: one |
			some one in services
			name := one.key
		},
		"networks": {},
		"volumes": {},
		"secrets": {},
		"configs": {},
		"builds": {},
		"env_files": [],
		"variables": [],
		"unknown": [],
		"compose_files": [],
		"idle_override": null,
		"secret_candidates": [],
	},
	parts,
)

# A service with these attributes and, over the defaults, these facts.
service(key, attributes, facts) := object.union(attributes, {
	"at": concat("", ["/services/", key]),
	"key": key,
	"active": true,
	"facts": object.union(_facts, facts),
})

# A mount written at an address; a writable bind in short syntax unless said otherwise.
mount(at, fields) := object.union(
	{
		"at": at,
		"kind": "bind",
		"source": null,
		"host_path": null,
		"in_project": null,
		"exists": null,
		"target": "/mnt",
		"read_only": false,
		"propagation": null,
		"selinux": null,
		"from": "volumes",
		"short": true,
		"options": [],
	},
	fields,
)

# A port published on all addresses unless said otherwise.
port(at, fields) := object.union(
	{
		"at": at,
		"host_ip": null,
		"reach": "all",
		"published": 8080,
		"published_end": null,
		"target": 80,
		"target_end": null,
		"protocol": "tcp",
		"mode": "ingress",
	},
	fields,
)

# An image of the Docker Hub.
image(at, repository, fields) := object.union(
	{
		"at": at,
		"text": repository,
		"registry": "docker.io",
		"repository": repository,
		"name": regex.replace(repository, "^.*/", ""),
		"tag": null,
		"digest": null,
		"official": startswith(repository, "library/"),
		"known": true,
		"valid": true,
	},
	fields,
)

# The addresses that findings mark.
marks(findings) := {finding.at | some finding in findings}

_facts := {
	"image": null,
	"build": null,
	"part": false,
	"build_known": true,
	"base_image": null,
	"user": {"at": null, "text": null, "uid": null, "gid": null, "root": null, "source": "unknown"},
	"healthcheck": {
		"at": null,
		"state": "unknown",
		"source": null,
		"overrides_image": false,
		"test": null,
		"interval_ns": null,
		"timeout_ns": null,
		"start_period_ns": null,
		"retries": null,
	},
	"environment": {},
	"ports": [],
	"exposed": [],
	"mounts": [],
	"limits": {"memory": null, "memory_reservation": null, "memory_swap": null, "cpus": null, "pids": null},
	"capabilities": {"add": [], "drop": [], "drops_all": false},
	"hardening": {
		"privileged": false,
		"read_only": false,
		"no_new_privileges": null,
		"seccomp": null,
		"seccomp_profile": null,
		"apparmor": null,
		"labels": [],
		"systempaths": null,
		"other": [],
	},
	"restart": {"at": null, "policy": null, "max_attempts": null},
	"logging": {"at": null, "driver": null, "options": {}},
	"networks": [],
	"entrypoint": null,
	"command": null,
	"depends_on": [],
	"weakened": [],
	"overlaid": [],
	"absent_env_files": [],
}
