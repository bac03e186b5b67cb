package policies.lib.probe_test

import data.policies.lib.fixtures_test as f
import data.policies.lib.probe

_contacts(text) := [[contact.host, contact.port] | some contact in probe.contacts({"commands": [_command(text)]})]

_command(text) := object.union(f.command(text, 0, null), {"args": [object.union(each, {"at": "/x"}) | some each in f.command(text, 0, null).args]})

test_clients if {
	_contacts("curl -f http://localhost:3000/health") == [["localhost", 3000]]
	_contacts("wget --spider https://user:pw@[::1]/") == [["::1", 443]]
	_contacts("curl http://Web") == [["web", 80]]
	_contacts("curl -H http:x --unix-socket /s http://localhost/") == []
	_contacts("curl http://$HOST/") == []
	_contacts("curl localhost:80") == []
}

test_inside_a_program if {
	_contacts("python3 urlopen('http://127.0.0.1:8000/up')") == [["127.0.0.1", 8000]]
	_contacts("node fetch('http://${HOST}:80')") == []
}

test_names if {
	service := {"key": "web", "container_name": "Demo", "hostname": "a", "domainname": "b.org", "networks": {"n": {"aliases": ["alias"]}, "m": null}, "extra_hosts": ["x.org=127.0.0.1"]}
	probe.own_names(service) == {"web", "demo", "a", "a.b.org", "alias"}
	probe.is_own_name(service, "demo")
	probe.is_mapped(service, "x.org")
	not probe.is_mapped(service, "y.org")
	probe.own_names({"key": "web", "domainname": "b.org"}) == {"web"}
	probe.own_names({"key": "web"}) == {"web"}
}

test_loopback if {
	every host in ["localhost", "app.localhost", "127.0.0.53", "::1", "0.0.0.0"] {
		probe.is_loopback(host)
	}
	not probe.is_loopback("example.org")
}
