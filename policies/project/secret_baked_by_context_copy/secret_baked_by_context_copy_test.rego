package policies.project.secret_baked_by_context_copy_test

import data.policies.project.secret_baked_by_context_copy as rule
import data.policies.lib.fixtures_test as f

_count(context, files, secret) := found if {
	one := f.build([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})])])
	build := object.union(one, {"context": {"path": context}})
	project := object.union(f.service({"facts": {"build": "Dockerfile"}}), {"builds": {"Dockerfile": build}, "secrets": {"s": {"at": "/secrets/s", "key": "s", "facts": {"file": secret}}}})
	found := count(rule.deny) with input as project
}

test_baked if {
	_count(".", ["a.py", "secrets/db.txt"], "secrets/db.txt") == 1
	_count("web", ["db.txt"], "web/db.txt") == 1
}

test_elsewhere if {
	_count(".", ["a.py"], "secrets/db.txt") == 0
	_count("web", ["db.txt"], "db.txt") == 0
	_count(".", ["a.py"], null) == 0
}

test_env_file if {
	one := f.build([f.stage("a:1", [f.copied_as(f.copy("COPY", [".", "/app"]), {"files": ["app.env"]})])])
	build := object.union(one, {"context": {"path": "."}})
	env := {"at": "/env_files/0", "path": "app.env", "used_by": ["web"], "sample": false}
	count(rule.deny) == 1 with input as object.union(f.service({"facts": {"build": "Dockerfile"}}), {"builds": {"Dockerfile": build}, "secrets": {}, "env_files": [env]})
}
