package policies.dockerfile.run_consecutive_test

import data.policies.dockerfile.run_consecutive as rule
import data.policies.lib.fixtures_test as f

_count(list) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", list)])
}

test_row if {
	_count([f.run(["a"]), f.run(["b"]), f.run(["c"])]) == 1
	_count([f.run(["a"]), f.run(["b"]), f.copy("COPY", ["a", "/a"]), f.run(["c"]), f.run(["d"])]) == 2
}

test_copies_to_one_place if {
	_count([f.copy("COPY", ["a", "./"]), f.copy("COPY", ["b", "."]), f.copy("COPY", ["c", "./"])]) == 1
	_count([f.copy("ADD", ["a", "/x"]), f.copy("ADD", ["b", "/x/"]), f.copy("COPY", ["c", "/x"])]) == 1
}

test_copies_to_other_places if {
	_count([f.copy("COPY", ["a", "/a"]), f.copy("COPY", ["b", "/b"])]) == 0
	_count([f.copy("COPY", ["a", "/a"]), f.run(["x"]), f.copy("COPY", ["b", "/a"])]) == 0
	flagged := object.union(f.copy("COPY", ["b", "/a"]), {"flags": [{"name": "from", "value": "build", "at": "/flag"}]})
	_count([f.copy("COPY", ["a", "/a"]), flagged]) == 0
}

test_flags_without_value if {
	linked := [object.union(f.copy("COPY", [name, "/a"]), {"flags": [{"name": "link", "value": null, "at": "/flag"}]}) | some name in ["b", "c"]]
	_count(linked) == 1
	_count([f.copy("COPY", ["a", "/a"]), linked[0]]) == 0
}

test_single if {
	_count([f.run(["a"]), f.copy("COPY", ["a", "/a"]), f.run(["c"])]) == 0
}

test_parameter if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.run(["a"]), f.run(["b"])])]) with data.params.dockerfile.run_consecutive.allowed as 2
}
