package policies.lib.typed_test

import data.policies.lib.typed

_holder := {"list": [1], "map": {"a": 1}, "text": "a", "null": null}

test_what_is_there if {
	typed.list(_holder, "list") == [1]
	typed.map(_holder, "map") == {"a": 1}
	typed.text(_holder, "text") == "a"
}

test_what_is_of_another_type_is_passed_over if {
	every key in ["map", "text", "null", "missing"] {
		typed.list(_holder, key) == []
	}
	every key in ["list", "text", "null", "missing"] {
		typed.map(_holder, key) == {}
	}
	every key in ["list", "map", "null", "missing"] {
		typed.text(_holder, key) == ""
	}
}

test_what_holds_nothing_holds_nothing if {
	every holder in [null, [], "a", 1, true] {
		typed.list(holder, "a") == []
		typed.map(holder, "a") == {}
		typed.text(holder, "a") == ""
	}
}
