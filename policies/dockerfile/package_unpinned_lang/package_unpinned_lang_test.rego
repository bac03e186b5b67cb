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

test_npm if {
	_count(["npm install -g pm2", "npm i @scope/x", "yarn global add serve", "npm install -g npm@latest"]) == 4
	_count(["npm install", "npm ci", "npm install -g pm2@5", "npm i @scope/x@1.2", "yarn add ./x", "npm i user/repo"]) == 0
}

test_gem if {
	_count(["gem install bundler"]) == 1
	_count(["gem install grpc -v 1 blunder"]) == 1
	_count(["gem install bundler:2.0.2", "gem install grpc -v ${V}", "gem install grpc:${V} tools:${V}"]) == 0
}

test_go_and_cargo if {
	_count(["go install golang.org/x/tools/gopls@latest", "go get github.com/o/r", "cargo install ripgrep"]) == 3
	_count(["go install golang.org/x/tools/gopls@v0.16.0", "go install ./cmd/x", "go get ./...", "cargo install ripgrep@14", "cargo install --path ."]) == 0
}
