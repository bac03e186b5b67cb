package policies.dockerfile.chmod_world_writable_test

import data.policies.dockerfile.chmod_world_writable as rule
import data.policies.lib.fixtures_test as f

_count(text) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run([text])])])
}

test_open if {
	_count("chmod -R 777 /app") == 1
	_count("chmod 0666 /etc/app.conf") == 1
	_count("chmod a+rwx /app") == 1
	_count("chmod o+w /app") == 1
	_count("mkdir -m 777 /app") == 1
}

test_closed if {
	_count("chmod 755 /app") == 0
	_count("chmod 775 /app") == 0
	_count("chmod +x /app") == 0
	_count("chmod 1777 /scratch") == 0
	_count("chmod 777 /tmp") == 0
	_count("chmod 777 $tempDir") == 0
	_count("chmod g+w /app") == 0
	_count("chmod a+x /app") == 0
}

test_copy if {
	count(rule.deny) == 1 with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", ["a", "/a"]), {"chmod": "777"})])])
	count(rule.deny) == 0 with input as f.dockerfile([f.stage("a:1", [f.copied_as(f.copy("COPY", ["a", "/a"]), {"chmod": "755"})])])
}

test_volume_by_its_path_or_its_variable if {
	volume := f.instruction("VOLUME", {"args": [f.word("/data")]})
	every path, wanted in {"/data": 0, "$DATA": 0, "\"${DATA}\"": 0, "/app": 1, "$OTHER": 1} {
		run := f.run([sprintf("chmod 777 %s", [path])])
		count(rule.deny) == wanted with input as f.dockerfile([f.stage("a:1", [f.pair("ENV", "DATA", "/data"), run, volume])])
	}
}
