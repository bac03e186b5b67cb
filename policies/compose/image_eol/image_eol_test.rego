package policies.compose.image_eol_test

import data.policies.compose.image_eol as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.services({"web": text})
}

test_ended if {
	_count("node:14-alpine") == 1
	_count("node:18.20.4") == 1
	_count("python:3.7") == 1
	_count("debian:buster-20200101") == 1
	_count("python:3.13-buster") == 1
	_count("php:8.3-fpm-alpine3.16") == 1
	_count("mcr.microsoft.com/dotnet/sdk:6.0") == 1
}

test_maintained if {
	_count("node:24") == 0
	_count("python:3.13-slim-bookworm") == 0
	_count("debian:12") == 0
	_count("mysql:8.4") == 0
	_count("postgres:17") == 0
	_count("alpine") == 0
}

test_other_repositories if {
	_count("acme/node:14") == 0
	_count("ghcr.io/library/node:14") == 0
	_count("acme/app:1-buster") == 0
}
