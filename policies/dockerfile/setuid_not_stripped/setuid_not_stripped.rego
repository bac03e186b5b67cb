# METADATA
# title: Setuid programs of the distribution are left in the image
# description: >-
#   Distributions bring programs such as `su`, `mount` and `passwd` that run as root whoever starts them. No service needs
#   them, and a flaw in one makes an unprivileged process root in the container.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/
#     description: "Docker: security"
# custom:
#   severity: info
#   confidence: low
#   category: users
#   applies_to: stage
#   set: all
#   since: 0.1.0
#   remediation: |-
#     Take the bits away at the end of the stage that is built, or run the service with `no-new-privileges:true`, which makes
#     them powerless:
#       RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} +
#   cwe: [250]
#   aliases:
#     - dockle:CIS-DI-0008
package policies.dockerfile.setuid_not_stripped

import data.policies.lib.stages

deny contains finding if {
	some entry in stages.targets
	base := entry.stage.effect.base
	is_object(base)
	_distribution(base)
	not _stripped(entry)
	not _powerless(entry.build)
	finding := {
		"message": sprintf("%s keeps the setuid programs of %s; take the bits away with `find / -xdev -perm /6000 -type f -exec chmod a-s {} +`", [stages.label(entry.stage), base.text]),
		"at": entry.stage.from.at,
		"mark": "value",
		"subject": entry.stage.at,
	}
}

# Images that are known to hold a distribution with such programs; Alpine and busybox have none to speak of.
_distribution(base) if {
	base.official
	base.name in {
		"debian", "ubuntu", "fedora", "centos", "rockylinux", "almalinux", "oraclelinux", "amazonlinux", "archlinux", "buildpack-deps",
		"python", "node", "ruby", "golang", "rust", "php", "perl", "openjdk", "eclipse-temurin", "maven", "gradle", "nginx", "httpd", "tomcat",
	}
	not regex.match(`:.*(alpine|busybox|nanoserver|windowsservercore)`, base.text)
}

_stripped(entry) if {
	some index in stages.chain(entry.build, entry.stage.index)
	some instruction in entry.build.stages[index].instructions
	instruction.keyword == "RUN"
	regex.match(`chmod +(-[A-Za-z]+ +)*([ugoa]+|[ugoa]*[ug][ugoa]*)?-[rwx]*s|-perm +[-/+]?[0-7u].*(-delete|rm )`, instruction.text)
}

# Every service that runs it forbids new privileges.
_powerless(build) if {
	count(build.services) > 0
	open := [name |
		some name in build.services
		not _forbids(name)
	]
	count(open) == 0
}

_forbids(name) if input.services[name].facts.hardening.no_new_privileges.value == true
