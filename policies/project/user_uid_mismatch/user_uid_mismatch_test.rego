package policies.project.user_uid_mismatch_test

import data.policies.lib.example
import data.policies.project.user_uid_mismatch as rule

import data.policies.lib.fixtures_test as f

_found(user, image_user, steps) := found if {
	service := example.service("web", {"user": user}, {"build": "Dockerfile", "user": {"at": "/services/web/user", "text": sprintf("%d", [user]), "uid": user, "gid": null, "root": false, "source": "compose"}})
	stage := f.with_effect(f.stage("alpine:3.20", steps), {"user": image_user})
	found := rule.deny with input as example.project_with([service], {"builds": {"Dockerfile": f.build([stage])}})
}

_app := {"at": "/u", "text": "app", "uid": null, "root": false, "source": "dockerfile"}

_number(uid) := {"at": "/u", "text": sprintf("%d", [uid]), "uid": uid, "root": false, "source": "dockerfile"}

test_name_with_another_number if example.marks(_found(1000, _app, [f.run(["useradd -u 1001 app", "chown -R app /data"])])) == {"/services/web/user"}

test_long_option if count(_found(1000, _app, [f.run(["useradd --uid=1001 app", "chown -R app /data"])])) == 1

test_number if count(_found(1000, _number(1001), [f.copied_as(f.copy("COPY", [".", "/app"]), {"chown": "1001:1001"})])) == 1

test_same_number if {
	count(_found(1001, _app, [f.run(["useradd -u 1001 app", "chown -R app /data"])])) == 0
	count(_found(1001, _number(1001), [f.run(["chown -R 1001 /data"])])) == 0
}

test_unknown_number if count(_found(1000, _app, [f.run(["useradd app", "chown -R app /data"])])) == 0

test_owns_nothing if count(_found(1000, _number(1001), [])) == 0
