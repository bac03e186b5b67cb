package policies.lib.purpose_test

import data.policies.lib.purpose

test_among_tests if {
	every path in [
		"tests/compose.yaml", "a/test/b/.env", "e2e/compose.yaml", "scripts/test-environments/pg/compose.yml", "src/__tests__/.env",
		"black-box-tests/src/test/resources/compose.yml", "playwright/.env", "it/fixtures/app.env", "spec/Dockerfile", "cypress/.env",
		".env.test", "test.env", "docker-compose.test.yml", "compose-e2e.yaml", "Dockerfile.tests", "app_testing.env", "TESTS/.env",
	] {
		purpose.tests(path)
	}
}

test_elsewhere if {
	every path in [
		"compose.yaml", ".env", "latest/compose.yaml", "attest/.env", "contests/.env", "special/.env", ".env.latest", "testament/compose.yaml",
		"compose.production.yaml", "ci/compose.yaml", "tester/.env", "prefixtures/.env",
	] {
		not purpose.tests(path)
	}
}

test_workbenches if {
	every path in ["docker/develop/Dockerfile", "dev.Dockerfile", "Dockerfile-devel", ".devcontainer/Dockerfile", "a/.devcontainer/compose.yaml", "devcontainer.Dockerfile", "tests/Dockerfile"] {
		purpose.severity(path, "high") == "low"
	}
	every path in ["Dockerfile", "developer/Dockerfile", "devcontainer/Dockerfile.lock/a", "x.devcontainer/Dockerfile"] {
		purpose.severity(path, "high") == "high"
	}
}
