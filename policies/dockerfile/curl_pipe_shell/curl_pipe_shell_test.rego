package policies.dockerfile.curl_pipe_shell_test

import data.policies.dockerfile.curl_pipe_shell as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("debian:12", [f.pipe(texts)])])
}

test_pipes_into_shells if {
	_count(["curl -fsSL https://example.com/i.sh", "sh"]) == 1
	_count(["curl -fsSL https://example.com/i.sh", "sudo bash -"]) == 1
	_count(["wget -qO- https://example.com/i.sh", "bash -s -- -b /usr/local/bin"]) == 1
	_count(["curl -sSL https://example.com/i.py", "python3 - --version 1.0"]) == 1
	_count(["curl https://example.com/i.sh", "tee /tmp/i.sh", "bash -ex"]) == 1
}

test_data_is_no_program if {
	_count(["curl https://example.com/a.tgz", "tar -xz"]) == 0
	_count(["curl https://example.com/a.json", "python3 -m json.tool"]) == 0
	_count(["curl https://example.com/a.json", "python3 -c x"]) == 0
	_count(["curl https://example.com/a.txt", "sh -c x"]) == 0
	_count(["curl https://example.com/a.txt", "bash filter.sh"]) == 0
	_count(["curl -fsSL -o /usr/local/bin/wp https://example.com/wp", "bash"]) == 0
	_count(["wget https://example.com/wp", "bash"]) == 0
	_count(["cat /tmp/i.sh", "sh"]) == 0
}

test_not_piped if {
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("debian:12", [f.run(["curl -o i.sh https://example.com/i.sh", "sh"])])])
}

test_substitution if {
	argument := {"at": "/a", "text": "$(curl", "raw": "\"$(curl -fsSL https://example.com/i.sh)\"", "known": false}
	command := object.union(f.command("sh -c x", 0, null), {"args": [argument]})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("debian:12", [f.instruction("RUN", {"commands": [command]})])])
}

test_powershell if {
	run := f.instruction("RUN", {"text": "iex ((New-Object System.Net.WebClient).DownloadString('https://example.com/i.ps1'))"})
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("mcr.microsoft.com/windows/servercore:ltsc2022", [run])])
}

test_message_without_query if {
	some finding in rule.deny with input as f.dockerfile([f.stage("debian:12", [f.pipe(["curl https://example.com/i?key=1", "sh"])])])
	contains(finding.message, "https://example.com/i into")
}
