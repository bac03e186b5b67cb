package policies.lib.commands_test

import data.policies.lib.commands
import data.policies.lib.fixtures_test as f

_command(text) := f.command(text, 0, null)

test_clusters if {
	commands.has_short(_command("curl -Lkv https://x"), "k", "oH")
	not commands.has_short(_command("curl -lol https://x"), "k", "oH")
	not commands.has_short(_command("curl -okfile https://x"), "k", "oH")
	not commands.has_short(_command("curl --fake https://x"), "k", "oH")
	commands.has_short(_command("apt-get -fmy install x"), "y", "")
}

test_long_options if {
	commands.has(_command("apt-get --quiet=2 install"), "--quiet")
	not commands.has(_command("apt-get --quietly install"), "--quiet")
}

test_values if {
	commands.values(_command("pip --index-url=a install --extra-index-url b"), {"--index-url", "--extra-index-url"}) == ["a", "b"]
}

test_named_looks_behind_onbuild if {
	trigger := object.union(f.run(["curl x"]), {"at": "/t"})
	entries := commands.named({"curl"}) with input as f.dockerfile([f.stage("a", [f.run(["wget y", "curl x"]), f.instruction("ONBUILD", {"trigger": trigger})])])
	count(entries) == 2
}

test_readers if {
	project := f.dockerfile([f.stage("a", [f.pipe(["curl x", "tee f", "sh"])])])
	instruction := project.builds.Dockerfile.stages[0].instructions[0]
	first := commands.readers(instruction, instruction.commands[0]) with input as project
	[other.name | some other in first] == ["tee", "sh"]
	second := commands.readers(instruction, instruction.commands[1]) with input as project
	[other.name | some other in second] == ["sh"]
	last := commands.readers(instruction, instruction.commands[2]) with input as project
	last == []
}
