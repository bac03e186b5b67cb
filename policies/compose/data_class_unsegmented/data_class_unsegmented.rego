# METADATA
# title: Service with protected data is not set apart
# description: >-
#   The label says that the service handles card, health or personal data. Every service in the same network that does not is part
#   of the scope of an audit, and a way to the data.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/networks/
#     description: "Compose file reference: networks"
#   - ref: https://www.pcisecuritystandards.org/document_library/
#     description: "PCI DSS: scoping and segmentation"
# custom:
#   severity: medium
#   confidence: high
#   category: networks
#   applies_to: service
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Give services of the class a network of their own, with nothing else in it and no published ports.
#   cwe: [653]
#   params:
#     labels:
#       default: ["data-class", "com.example.data-class", "data.classification"]
#       description: "Labels that give the class of the data."
#     classes:
#       default: ["pci", "phi", "pii", "cardholder", "confidential", "restricted"]
#       description: "Classes that must be set apart."
package policies.compose.data_class_unsegmented

import data.params.compose.data_class_unsegmented as params
import data.policies.lib
import data.policies.lib.port

deny contains finding if {
	some service in input.services
	class := _class(service)
	some use in service.facts.networks
	others := sort({other.key |
		some other in input.services
		some theirs in other.facts.networks
		theirs.key == use.key
		not _has_class(other, class.value)
	})
	count(others) > 0
	finding := {
		"message": sprintf("service %s handles %s data and shares the network %s with %s; give it a network of its own", [service.key, class.value, use.key, concat(", ", others)]),
		"at": use.at,
		"subject": service.at,
		"related": [{"at": class.at, "message": "the class of its data"}],
	}
}

deny contains finding if {
	some service in input.services
	class := _class(service)
	some published in service.facts.ports
	port.beyond_host(service, published)
	finding := {
		"message": sprintf("service %s handles %s data and publishes container port %s; remove the port", [service.key, class.value, port.target_text(published)]),
		"at": port.published_at(published),
		"subject": service.at,
		"related": [{"at": class.at, "message": "the class of its data"}],
	}
}

_class(service) := classes[0] if {
	classes := [{"value": lower(value), "at": lib.at(service, ["labels", label])} |
		some label in params.labels
		value := object.get(service, ["labels", label], null)
		is_string(value)
		lower(value) in params.classes
	]
}

_has_class(service, value) if _class(service).value == value
