package policies.project.secret_reused_across_services_test

import data.policies.project.secret_reused_across_services as rule
import data.policies.lib.example
import data.policies.lib.secret_fixtures_test as fixture

_count(subjects) := total if {
	candidates := [fixture.candidate({"subject": subject}) | some subject in subjects]
	found := rule.deny with input as fixture.input_with(candidates) with data.params.project.secret_reused_across_services.most as 2
	total := count(found)
}

test_three if _count(["/services/a", "/services/b", "/services/c"]) == 1

test_a_server_and_its_client if _count(["/services/a", "/services/b"]) == 0

test_one_program_and_its_datastore if {
	every images, wanted in {["app", "app", "app", "postgres"]: 0, ["app", "web", "postgres", "redis"]: 0, ["app", "web", "job", "postgres"]: 1} {
		services := {sprintf("s%d", [i]): service |
			some i, name in images
			key := sprintf("s%d", [i])
			service := example.service(key, {}, {"image": example.image("/x", sprintf("library/%s", [name]), {})})
		}
		candidates := [fixture.candidate({"subject": sprintf("/services/s%d", [i])}) | some i, _ in images]
		found := rule.deny with input as object.union(fixture.input_with(candidates), {"services": services}) with data.params.project.secret_reused_across_services.most as 2
		count(found) == wanted
	}
}
