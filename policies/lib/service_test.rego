package policies.lib.service_test

import data.policies.lib.example
import data.policies.lib.service

test_services_of_providers_run_no_container if {
	found := service.containers with input as example.project([
		example.service("web", {"image": "a"}, {}),
		example.service("built", {"build": {"context": "."}}, {}),
		example.service("model", {"image": "a", "provider": {"type": "model"}}, {}),
	])
	{subject.key | some subject in found} == {"web", "built"}
}

test_parts_of_services_run_no_container if {
	found := service.containers with input as example.project([
		example.service("part", {"environment": []}, {"part": true}),
		example.service("elsewhere", {"build": {"context": "../x"}}, {"build_known": false}),
	])
	{subject.key | some subject in found} == {"elsewhere"}
}

test_limits_are_found_in_both_places if {
	web := example.service("web", {"mem_limit": "0", "deploy": {"resources": {"limits": {"pids": 5}}}}, {})
	service.limit_attributes(web, "memory") == [{"attribute": ["mem_limit"], "value": "0"}]
	service.limit_attributes(web, "pids") == [{"attribute": ["deploy", "resources", "limits", "pids"], "value": 5}]
	not service.has_limit_attribute(web, "cpus")
}

test_a_wrong_value_hides_no_dependency_of_others if {
	wrong := [example.service(sprintf("wrong%d", [i]), {"depends_on": value}, {}) | some i, value in [null, "$X", 5, ["job"], {"job": null}]]
	right := example.service("web", {"depends_on": {"job": {"condition": "service_completed_successfully"}}}, {})
	service.awaited == {"job"} with input as example.project(array.concat(wrong, [right]))
}
