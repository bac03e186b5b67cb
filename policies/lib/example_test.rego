package policies.lib.example_test

import data.policies.lib.example

test_defaults_are_kept_and_merged if {
	service := example.service("web", {"privileged": true}, {"hardening": {"privileged": true}})
	service.at == "/services/web"
	service.privileged
	service.facts.hardening.privileged
	not service.facts.hardening.read_only
	service.facts.limits.memory == null
}

test_project_has_services_by_name if {
	project := example.project_with([example.service("web", {}, {})], {"networks": {"back": {"key": "back"}}})
	project.services.web.key == "web"
	project.networks.back.key == "back"
}

test_marks if {
	example.marks({{"message": "x", "at": "/a"}, {"message": "y", "at": "/b"}}) == {"/a", "/b"}
}

test_image_name if {
	example.image("/services/db/image", "library/postgres", {}).name == "postgres"
}
