package policies.project.build_context_too_broad_test

import data.policies.project.build_context_too_broad as rule
import data.policies.lib.fixtures_test as f

_count(context, source) := found if {
	one := f.build([f.stage("a:1", [f.copy("COPY", [source, "/app"])])])
	build := object.union(one, {"dockerfile": "web/Dockerfile", "context": {"path": context}})
	found := count(rule.deny) with input as object.union(f.service({"facts": {"build": "web/Dockerfile"}}), {"builds": {"web/Dockerfile": build}})
}

test_too_broad if {
	_count(".", "web/src") == 1
	_count(".", "./web/src") == 1
}
