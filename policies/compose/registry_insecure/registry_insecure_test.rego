package policies.compose.registry_insecure_test

import data.policies.compose.registry_insecure as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_plain if {
	_count("10.0.0.5:5000/app:1") == 1
	_count("192.168.1.1/app:1") == 1
	_count("registry.example.com:80/app:1") == 1
}

test_tls if {
	_count("registry.example.com/app:1") == 0
	_count("registry.example.com:5443/app:1") == 0
	_count("nginx:1") == 0
}
