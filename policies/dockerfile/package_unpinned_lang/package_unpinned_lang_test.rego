package policies.dockerfile.package_unpinned_lang_test

import data.policies.dockerfile.package_unpinned_lang as rule
import data.policies.lib.fixtures_test as f

_count(texts) := found if {
	found := count(rule.deny) with input as f.dockerfile([f.stage("a:1", [f.run(texts)])])
}

test_pip if {
	_count(["pip install --user pip", "pip3 install requests", "python -m pip install connexion"]) == 3
	_count(["pip install flask==1", "pip install -r requirements.txt", "pip3 install -c constraints.txt", "pip install .", "pip install x>=1"]) == 0
	_count(["pip install -c constraints.txt flask", "pip install git+https://example.com/x@1", "pip install ./x.whl"]) == 0
}
