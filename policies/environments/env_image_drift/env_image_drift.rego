# METADATA
# title: Staging and production run different images
# description: >-
#   What is tried in staging and what runs in production should be the same bytes. Another tag or another
#   repository means that the release was tried with something else, or not at all.
# related_resources:
#   - ref: https://12factor.net/dev-prod-parity
#     description: "The Twelve-Factor App: dev/prod parity"
#   - ref: https://docs.docker.com/dhi/core-concepts/digests/
#     description: "Docker: image digests"
# custom:
#   severity: medium
#   confidence: medium
#   category: environments
#   applies_to: environments
#   applies_if: ["comparisons.from_role=staging"]
#   params:
#     promote:
#       default: same
#       description: "What must be the same in both: the whole reference (`same`), the digest (`digest`), repository and tag (`tag`), the repository with a version in production that is not newer (`version`), or the repository alone."
#       values: [same, digest, tag, version, repository]
#     reason:
#       default: ""
#       description: "Why it may differ, for those who read reports and evidence."
#   set: strict
#   since: 0.1.0
#   remediation: >-
#     Build once, push the image, and let each environment name the same tag or digest; promote by changing it in
#     production.
#   cwe: [1104]
package policies.environments.env_image_drift

deny contains finding if {
	some comparison in input.comparisons
	comparison.from_role == "staging"
	comparison.to_role == "production"
	some difference in comparison.differences
	difference.fact == "image"
	_drifts(comparison, difference)
	finding := {
		"message": sprintf("service %s runs %s in %s, and %s in %s; promote the same image", [difference.service, difference.to, comparison.to, difference.from, comparison.from]),
		"at": difference.to_at,
		"subject": difference.subject,
		"related": [{"at": difference.from_at, "message": sprintf("the image in %s", [comparison.from])}],
		"outcome": _outcome(comparison, difference),
	}
}

_promote := data.params.environments.env_image_drift.promote

_drifts(_, _) if _promote == "same"

_drifts(comparison, difference) if {
	_promote in {"tag", "version", "repository"}
	_repository(comparison.from, difference.service) != _repository(comparison.to, difference.service)
}

_drifts(comparison, difference) if {
	_promote == "digest"
	_digest(comparison.from, difference.service) != _digest(comparison.to, difference.service)
}

# Without a digest nobody can tell.
_drifts(comparison, difference) if {
	_promote == "digest"
	is_null(_digest(comparison.from, difference.service))
	is_null(_digest(comparison.to, difference.service))
}

_drifts(comparison, difference) if {
	_promote == "tag"
	_tag_of(comparison.from, difference.service) != _tag_of(comparison.to, difference.service)
}

_drifts(comparison, difference) if {
	_promote == "version"
	_newer(_tag_of(comparison.to, difference.service), _tag_of(comparison.from, difference.service))
}

# Whether a tag names a later version than another; what names none is not compared.
_newer(tag, than) if {
	[one, other] := [_numbers(tag), _numbers(than)]
	count(one) > 0
	count(other) > 0
	one > other
}

_numbers(tag) := [to_number(number) |
	some number in regex.find_n("[0-9]+", regex.replace(tag, "[-+_].*$", ""), -1)
	count(number) < 10
]

_image(environment, service) := input.environments[environment].project.services[service].facts.image

_digest(environment, service) := _image(environment, service).digest

_tag_of(environment, service) := _tag(_image(environment, service))

_repository(environment, service) := [image.registry, image.repository] if {
	image := input.environments[environment].project.services[service].facts.image
}

# Tags without a number move: nobody can tell from them whether the images are the same.
_outcome(comparison, difference) := "review" if _moves(comparison, difference)

_outcome(comparison, difference) := "fail" if not _moves(comparison, difference)

_moves(comparison, difference) if {
	_floats(comparison.from, difference.service)
	_floats(comparison.to, difference.service)
	_repository(comparison.from, difference.service) == _repository(comparison.to, difference.service)
}

_floats(environment, service) if {
	image := input.environments[environment].project.services[service].facts.image
	is_null(image.digest)
	not regex.match("[0-9]", _tag(image))
}

_tag(image) := image.tag if is_string(image.tag)

_tag(image) := "latest" if is_null(image.tag)
