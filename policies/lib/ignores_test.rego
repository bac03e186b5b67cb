package policies.lib.ignores_test

import data.policies.lib.fixtures_test as f
import data.policies.lib.ignores

_copy(files) := f.copied_as(f.copy("COPY", [".", "/app"]), {"files": files})

test_broad_copies_with_files if {
	found := ignores.taking(`\.env$`, `^$`) with input as f.dockerfile([f.stage("a:1", [_copy(["a/.env", "b.txt"]), f.copy("COPY", ["src", "/app"])])])
	[entry.files | some entry in found] == [["a/.env"]]
}

test_listed if {
	ignores.listed(["a"]) == "a"
	ignores.listed(["a", "b", "c"]) == "a and 2 more"
}
