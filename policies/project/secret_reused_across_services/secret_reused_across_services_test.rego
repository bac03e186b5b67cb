package policies.project.secret_reused_across_services_test

import data.policies.project.secret_reused_across_services as rule
import data.policies.lib.secret_fixtures_test as fixture

_count(subjects) := total if {
	candidates := [fixture.candidate({"subject": subject}) | some subject in subjects]
	found := rule.deny with input as fixture.input_with(candidates) with data.params.project.secret_reused_across_services.most as 2
	total := count(found)
}

test_three if _count(["/services/a", "/services/b", "/services/c"]) == 1

test_a_server_and_its_client if _count(["/services/a", "/services/b"]) == 0
