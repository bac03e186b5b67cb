# METADATA
# title: Small inputs
# description: Builds the inputs of tests from short texts.
# custom:
#   library: true
package policies.lib.fixtures_test

# A project of one Dockerfile; its last stage is built.
dockerfile(stages) := {"kind": "dockerfile", "services": {}, "env_files": [], "variables": [], "builds": {"Dockerfile": build(stages)}}

build(stages) := {
	"at": "/builds/Dockerfile",
	"key": "Dockerfile",
	"dockerfile": "Dockerfile",
	"inline": false,
	"services": [],
	"target": null,
	"args": {},
	"directives": {},
	"global_args": [],
	"stages": placed,
	"target_stage": count(stages) - 1,
	"effect": placed[count(stages) - 1].effect,
	"context": null,
} if {
	placed := [made |
		some index, each in stages
		at := sprintf("/builds/Dockerfile/stages/%d", [index])
		made := object.union(each, {
			"at": at,
			"index": index,
			"is_target": index == count(stages) - 1,
			"from": object.union(each.from, {"at": concat("", [at, "/from"])}),
			"instructions": [_placed(at, number, step) | some number, step in each.instructions],
		})
	]
}

_placed(parent, number, step) := object.union(step, {
	"at": at,
	"commands": [_addressed(at, "commands", index, each) | some index, each in step.commands],
	"args": [object.union(each, {"at": sprintf("%s/args/%d", [at, index])}) | some index, each in step.args],
	"pairs": [object.union(each, {"at": sprintf("%s/pairs/%d", [at, index])}) | some index, each in step.pairs],
	"flags": [object.union(each, {"at": sprintf("%s/flags/%d", [at, index])}) | some index, each in step.flags],
	"exposes": [object.union(each, {"at": sprintf("%s/exposes/%d", [at, index])}) | some index, each in step.exposes],
}) if {
	at := sprintf("%s/instructions/%d", [parent, number])
}

_addressed(parent, list, index, each) := object.union(each, {
	"at": at,
	"args": [object.union(argument, {"at": sprintf("%s/args/%d", [at, number])}) | some number, argument in each.args],
}) if {
	at := sprintf("%s/%s/%d", [parent, list, index])
}

# A stage on an image.
stage(text, instructions) := {
	"name": null,
	"from": {"raw": text, "platform": null, "alias": null, "variables": [], "base": {"kind": "image", "image": image(text)}},
	"instructions": instructions,
	"effect": _effect(text),
	"used": true,
}

# A stage on an earlier stage.
on_stage(index, instructions) := object.union(object.remove(stage("x", instructions), {"from"}), {
	"from": {"raw": "base", "platform": null, "alias": null, "variables": [], "base": {"kind": "stage", "stage": index}},
})

named(name, each) := object.union(each, {"name": lower(name), "from": object.union(each.from, {"alias": name})})

unused(each) := object.union(each, {"used": false})

# A stage whose effect has other values.
with_effect(each, effect) := object.union(each, {"effect": object.union(each.effect, effect)})

_effect(text) := {
	"base": image(text),
	"base_kind": "image",
	"user": {"at": null, "text": null, "uid": null, "gid": null, "root": null, "source": "unknown"},
	"workdir": null,
	"env": {},
	"labels": {},
	"exposed": [],
	"volumes": [],
	"healthcheck": {"at": null, "state": "missing", "source": null},
	"entrypoint": null,
	"command": null,
	"shell": null,
	"stop_signal": null,
}

# An image reference: `nginx`, `nginx:1.27`, `ghcr.io/o/app:1@sha256:…`.
image(text) := {
	"at": "/image",
	"text": text,
	"registry": registry,
	"repository": repository,
	"name": regex.replace(repository, "^.*/", ""),
	"tag": _tag(rest),
	"digest": _after(text, "@"),
	"official": startswith(concat("/", [registry, repository]), "docker.io/library/"),
	"known": _known(text),
	"valid": true,
} if {
	rest := split(text, "@")[0]
	path := regex.replace(rest, ":[^:/]*$", "")
	registry := _registry(path)
	repository := _repository(trim_prefix(path, concat("", [registry, "/"])), registry)
}

_registry(path) := split(path, "/")[0] if regex.match(`^[^/]*[.:][^/]*/|^localhost/`, path)

_registry(path) := "docker.io" if not regex.match(`^[^/]*[.:][^/]*/|^localhost/`, path)

_repository(path, "docker.io") := concat("/", ["library", path]) if not contains(path, "/")

_repository(path, registry) := path if contains(path, "/")

_repository(path, registry) := path if {
	not contains(path, "/")
	registry != "docker.io"
}

_tag(text) := regex.replace(text, "^.*:", "") if regex.match(":[^:/]+$", text)

_tag(text) := null if not regex.match(":[^:/]+$", text)

_after(text, mark) := split(text, mark)[1] if contains(text, mark)

_after(text, mark) := null if not contains(text, mark)

# Any instruction.
instruction(keyword, fields) := object.union(
	{
		"keyword": keyword,
		"keyword_raw": keyword,
		"text": "",
		"flags": [],
		"json": false,
		"args": [],
		"pairs": [],
		"commands": [],
		"shell": [],
		"mounts": [],
		"copied": null,
		"healthcheck": null,
		"exposes": [],
		"argv": null,
		"trigger": null,
		"heredocs": [],
		"undefined": [],
		"empty_continuation": false,
	},
	fields,
)

# RUN with these commands joined by `&&`.
run(texts) := instruction("RUN", {
	"text": concat(" && ", texts),
	"shell": ["/bin/sh", "-c"],
	"commands": [command(text, index, operator) |
		some index, text in texts
		operator := ["&&", null][_first(index)]
	],
})

# RUN with one pipeline.
pipe(texts) := instruction("RUN", {
	"text": concat(" | ", texts),
	"shell": ["/bin/sh", "-c"],
	"commands": [command(text, 0, operator) |
		some index, text in texts
		operator := ["|", null][_first(index)]
	],
})

_first(index) := 1 if index == 0

_first(index) := 0 if index > 0

# A simple command without quotes.
command(text, pipeline, operator) := {
	"name": words[0],
	"wrappers": array.slice(every_word, 0, sudo),
	"args": [word(each) | some each in rest],
	"words": rest,
	"subcommand": array.concat([each | some each in rest; not startswith(each, "-")], [null])[0],
	"flags": [each | some each in rest; startswith(each, "-")],
	"operands": array.slice([each | some each in rest; not startswith(each, "-")], 1, count(rest)),
	"assignments": {},
	"redirects": [],
	"operator": operator,
	"pipeline": pipeline,
	"depth": 0,
	"dynamic": contains(text, "$"),
} if {
	every_word := split(text, " ")
	sudo := count([each | some each in every_word; each == "sudo"])
	words := array.slice(every_word, sudo, count(every_word))
	rest := array.slice(words, 1, count(words))
}

word(text) := {"text": text, "raw": text, "known": _known(text)}

# COPY or ADD: the last word is the destination.
copy(keyword, words) := instruction(keyword, {
	"text": concat(" ", words),
	"args": [word(each) | some each in words],
	"copied": {
		"sources": [object.union(word(each), {"at": sprintf("/source/%d", [index])}) |
			some index, each in array.slice(words, 0, count(words) - 1)
		],
		"destination": object.union(word(words[count(words) - 1]), {"at": "/destination"}),
		"destination_path": words[count(words) - 1],
		"from": null,
		"from_stage": null,
		"from_image": null,
		"chown": null,
		"chmod": null,
		"files": [],
	},
})

# A COPY or ADD with other facts: `copied_as(copy(…), {"from": "builder"})`.
copied_as(each, fields) := object.union(each, {"copied": object.union(each.copied, fields)})

# CMD or ENTRYPOINT in shell form.
shell_form(keyword, text) := instruction(keyword, {"text": text, "argv": {"at": "/argv", "shell": true, "words": split(text, " "), "raw": text, "commands": []}})

# CMD or ENTRYPOINT in exec form.
exec_form(keyword, words) := instruction(keyword, {"json": true, "argv": {"at": "/argv", "shell": false, "words": words, "raw": null, "commands": []}})

# USER, WORKDIR, MAINTAINER and the like.
plain(keyword, words) := instruction(keyword, {"text": concat(" ", words), "args": [word(each) | some each in words]})

# ENV, ARG or LABEL with one pair.
pair(keyword, key, value) := instruction(keyword, {"pairs": [{"key": key, "value": value, "legacy": false, "known": true}]})

# EXPOSE with one port.
expose(fields) := instruction("EXPOSE", {"exposes": [object.union({"text": "80", "port": 80, "end": 80, "protocol": null, "valid": true}, fields)]})

# Addresses of findings.
places(findings) := {finding.at | some finding in findings}

_known(text) := false if contains(text, "$")

_known(text) := true if not contains(text, "$")

# A Compose project whose services run these images.
services(images) := {
	"kind": "compose",
	"builds": {},
	"env_files": [],
	"variables": [],
	"services": {key: {"at": at, "key": key, "active": true, "facts": {"image": object.union(image(text), {"at": concat("", [at, "/image"])}), "build": null}} |
		some key, text in images
		at := concat("", ["/services/", key])
	},
}

# A Compose project of one service with these attributes.
service(attributes) := {
	"kind": "compose",
	"builds": {},
	"env_files": [],
	"variables": [],
	"services": {"web": object.union({"at": "/services/web", "key": "web", "active": true, "facts": {"image": null, "build": null}}, attributes)},
}
