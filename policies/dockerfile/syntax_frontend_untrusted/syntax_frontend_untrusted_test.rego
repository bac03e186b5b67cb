package policies.dockerfile.syntax_frontend_untrusted_test

import data.policies.dockerfile.syntax_frontend_untrusted as rule
import data.policies.lib.fixtures_test as f

_count(syntax) := found if {
	project := f.dockerfile([f.stage("a:1", [])])
	found := count(rule.deny) with input as object.union(project, {"builds": {"Dockerfile": object.union(project.builds.Dockerfile, {"directives": {"syntax": syntax}})}})
}

test_foreign if {
	_count("someone/dockerfile:1") == 1
	_count("docker/dockerfile:master") == 1
	_count("docker/dockerfile.evil:1") == 1
}

test_dockers_own if {
	_count("docker/dockerfile:1") == 0
	_count("docker/dockerfile:1.7-labs") == 0
	_count("docker.io/docker/dockerfile:1@sha256:00") == 0
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [])])
}
