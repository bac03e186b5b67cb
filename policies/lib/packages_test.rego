package policies.lib.packages_test

import data.policies.lib.fixtures_test as f
import data.policies.lib.packages

_command(text) := f.command(text, 0, null)

_texts(text) := [word.text | some word in packages.installed(_command(text))]

test_apt_options_with_values if {
	_texts("apt-get -o Dpkg::Use-Pty=0 install -y -t stable curl git=1:2") == ["curl", "git=1:2"]
}

test_apt_without_package if {
	_texts("apt-get install -y -t python") == []
}

test_apk_virtual if {
	_texts("apk add --no-cache -t .build gcc") == ["gcc"]
}

test_dnf_alias if {
	_texts("dnf in docker-ce") == ["docker-ce"]
}

test_python_module if {
	_texts("python3 -m pip install -r requirements.txt flask") == ["flask"]
}

test_uv if {
	_texts("uv pip install flask") == ["flask"]
}

test_yarn_global if {
	_texts("yarn global add serve") == ["serve"]
	packages.action(_command("yarn global add serve")) == "add"
}

test_npm_prefix if {
	_texts("npm --prefix web install -g pm2@5") == ["pm2@5"]
}

test_update_installs_nothing if {
	not packages.installs(_command("apt-get update"))
}

test_other_commands_have_no_family if {
	not packages.installs(_command("python3 setup.py install"))
	not packages.installs(_command("echo install"))
}

test_names if {
	packages.names(_command("pip install Flask==1.0 uvicorn[standard]>=2 @scope/x@1")) == {"flask", "uvicorn", "scope/x"}
}
