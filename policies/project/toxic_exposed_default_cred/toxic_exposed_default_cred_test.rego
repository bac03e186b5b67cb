package policies.project.toxic_exposed_default_cred_test

import data.policies.lib.example
import data.policies.project.toxic_exposed_default_cred as rule

import data.policies.lib.secret_fixtures_test as fixture

_found(reach, repository, fields) := found if {
	service := example.service("db", {}, {"image": example.image("/services/db/image", repository, {}), "ports": [example.port("/services/db/ports/0", {"reach": reach, "target": 5432})]})
	found := rule.deny with input as example.project_with([service], {"secret_candidates": [fixture.candidate(object.union({"key": "POSTGRES_PASSWORD", "weak": "common"}, fields))]})
		with data.known.credentials.images as {"postgres": {"keys": ["POSTGRES_PASSWORD"]}, "sonarqube": {"keys": ["SONAR_JDBC_PASSWORD"]}, "grafana": {"keys": [], "implicit": "admin/admin", "unless": ["GF_SECURITY_ADMIN_PASSWORD"]}}
}

test_known_password if example.marks(_found("all", "library/postgres", {})) == {"/services/db/ports/0"}

test_login_of_the_image if count(_found("all", "grafana/grafana", {})) == 1

test_password_for_another_server if count(_found("all", "library/sonarqube", {"key": "SONAR_JDBC_PASSWORD"})) == 0

test_loopback if {
	count(_found("loopback", "library/postgres", {})) == 0
	count(_found("loopback", "grafana/grafana", {})) == 0
}

test_own_password if count(_found("all", "library/postgres", {"weak": null})) == 0

test_reference if count(_found("all", "library/postgres", {"class": "reference"})) == 0

test_password_of_another_server if count(_found("all", "library/postgres", {"key": "MAIL_PASSWORD"})) == 0
