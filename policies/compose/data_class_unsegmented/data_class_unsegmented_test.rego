package policies.compose.data_class_unsegmented_test

import data.policies.lib.example
import data.policies.compose.data_class_unsegmented

test_mixed if {
	found := data_class_unsegmented.deny with input as example.project([example.service("pay", {"labels": {"data-class": "PCI"}}, {"networks": [{"at": "/services/pay/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("web", {}, {"networks": [{"at": "/services/web/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == {"/services/pay/networks/default"}
}

test_published if {
	found := data_class_unsegmented.deny with input as example.project([example.service("pay", {"labels": {"data-class": "pii"}}, {"ports": [example.port("/services/pay/ports/0", {})]})])
	example.marks(found) == {"/services/pay/ports/0/published"}
}

test_segmented if {
	found := data_class_unsegmented.deny with input as example.project([example.service("pay", {"labels": {"data-class": "pci"}}, {"networks": [{"at": "/services/pay/networks/cards", "key": "cards", "internal": false, "external": false}]}), example.service("vault", {"labels": {"data-class": "pci"}}, {"networks": [{"at": "/services/vault/networks/cards", "key": "cards", "internal": false, "external": false}]}), example.service("web", {}, {"networks": [{"at": "/services/web/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == set()
}

test_other_classes if {
	found := data_class_unsegmented.deny with input as example.project([example.service("web", {"labels": {"data-class": "public"}}, {"networks": [{"at": "/services/web/networks/default", "key": "default", "internal": false, "external": false}]}), example.service("api", {}, {"networks": [{"at": "/services/api/networks/default", "key": "default", "internal": false, "external": false}]})])
	example.marks(found) == set()
}
