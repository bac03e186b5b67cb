package policies.lib.healthcheck_test

import data.policies.lib.example
import data.policies.lib.fixtures_test as f
import data.policies.lib.healthcheck

_test(text, commands) := {"words": [text], "commands": [object.union(f.command(each.text, 0, each.operator), {"depth": object.get(each, "depth", 0)}) | some each in commands]}

test_swallowed if healthcheck.never_fails(_test("curl x || true", [{"text": "curl x", "operator": null}, {"text": "true", "operator": "||"}]))

test_exit_0 if healthcheck.never_fails(_test("exit 0", [{"text": "exit 0", "operator": null}]))

test_in_a_shell if {
	healthcheck.never_fails(_test("sh -c curl x; true", [{"text": "sh -c x", "operator": null}, {"text": "curl x", "operator": null, "depth": 1}, {"text": "true", "operator": ";", "depth": 1}]))
}

test_only_after_success if not healthcheck.never_fails(_test("curl x && echo ok", [{"text": "curl x", "operator": null}, {"text": "echo ok", "operator": "&&"}]))

test_leaves_before if {
	not healthcheck.never_fails(_test("curl x || exit 1; echo ok", [{"text": "curl x", "operator": null}, {"text": "exit 1", "operator": "||"}, {"text": "echo ok", "operator": ";"}]))
}

test_branches if not healthcheck.never_fails(_test("if curl x; then exit 0; fi", [{"text": "curl x", "operator": null}, {"text": "exit 0", "operator": ";"}]))

test_jobs_are_not_long_running if {
	found := healthcheck.long_running with input as example.project([
		example.service("init", {"image": "a"}, {}),
		example.service("once", {"image": "a"}, {"restart": {"policy": "no"}}),
		example.service("web", {"image": "a", "depends_on": {"init": {"condition": "service_completed_successfully"}}}, {}),
	])
	{service.key | some service in found} == {"web"}
}
