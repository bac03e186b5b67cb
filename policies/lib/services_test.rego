package policies.lib.service_test

import data.policies.lib.example
import data.policies.lib.service

test_services_of_providers_run_no_container if {
	found := service.containers with input as example.project([example.service("web", {}, {}), example.service("model", {"provider": {"type": "model"}}, {})])
	{subject.key | some subject in found} == {"web"}
}

test_limits_are_found_in_both_places if {
	web := example.service("web", {"mem_limit": "0", "deploy": {"resources": {"limits": {"pids": 5}}}}, {})
	service.limit_attributes(web, "memory") == [{"attribute": ["mem_limit"], "value": "0"}]
	service.limit_attributes(web, "pids") == [{"attribute": ["deploy", "resources", "limits", "pids"], "value": 5}]
	not service.has_limit_attribute(web, "cpus")
}
