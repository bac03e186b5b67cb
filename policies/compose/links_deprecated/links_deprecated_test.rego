package policies.compose.links_deprecated_test

import data.policies.lib.example
import data.policies.compose.links_deprecated

test_links if {
	found := links_deprecated.deny with input as example.project([example.service("web", {"links": ["db"], "external_links": ["x"]}, {})])
	example.marks(found) == {"/services/web/links", "/services/web/external_links"}
}

test_none if {
	found := links_deprecated.deny with input as example.project([example.service("web", {"links": []}, {})])
	example.marks(found) == set()
}
