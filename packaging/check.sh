#!/usr/bin/env bash
# Packs a program and installs it as users do, from here: `bash packaging/check.sh PROGRAM`. What this machine has no tools for is skipped with a word.
set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.."
here=$PWD
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
say() { printf '   %s\n' "$*"; }
fail() { printf 'packaging: %s\n' "$*" >&2; exit 1; }
version=$("$program" --version | cut -d ' ' -f 2)
grep -q "^version = \"$version\"$" Cargo.toml || fail "the program is of $version, and Cargo.toml of another version"

# What every installed program must do: find what is bad, and pass what is good.
mkdir -p "$work/bad"
printf 'services:\n  web:\n    image: nginx:1.29\n    privileged: true\n' >"$work/bad/compose.yaml"
tried() {
    local said code=0
    said=$("$@" check "$work/bad" -o concise 2>&1) || code=$?
    [ "$code" = 1 ] && grep -q service-privileged <<<"$said" || fail "$*: exit code $code, and said: $said"
}

case $(uname -s)-$(uname -m) in
Linux-x86_64) target=x86_64-unknown-linux-musl platform=linux-x64 ;;
Linux-aarch64) target=aarch64-unknown-linux-musl platform=linux-arm64 ;;
Darwin-arm64) target=aarch64-apple-darwin platform=darwin-arm64 ;;
Darwin-x86_64) target=x86_64-apple-darwin platform=darwin-x64 ;;
*) echo "skipped: nothing is packed for this system"; exit 0 ;;
esac

release=$work/releases/download/v$version
sh packaging/archive.sh "$program" "$target" "$release"
sh packaging/archive.sh "$program" "$target" "$work/again"
cmp "$release/plimsoll-$target.tar.gz" "$work/again/plimsoll-$target.tar.gz" || fail "two archives of the same files differ"
(cd "$release" && sha256sum ./*.tar.gz | sed 's# \./# #; s# \*\./# #' >SHA256SUMS)
mkdir -p "$work/releases/latest" && cp -r "$release" "$work/releases/latest/download"
say "archive: $(du -k "$release/plimsoll-$target.tar.gz" | cut -f 1) kB"

python3 -u -m http.server --bind 127.0.0.1 --directory "$work" 0 >"$work/server" 2>&1 &
server=$!
for _ in $(seq 50); do grep -q 'port [0-9]' "$work/server" && break; sleep 0.1; done
port=$(sed -n 's/.*port \([0-9]*\).*/\1/p' "$work/server" | head -n 1)
[ -n "$port" ] || fail "no server: $(cat "$work/server")"
export PLIMSOLL_RELEASES=http://127.0.0.1:$port/releases

installed() { PLIMSOLL_DIR=$1 sh packaging/install.sh; }
refused() { # directory, what must be said
    local said
    if said=$(installed "$1" 2>&1); then fail "installed what must be refused ($2)"; fi
    grep -q "$2" <<<"$said" || fail "refused for another reason than '$2': $said"
    [ ! -e "$1/plimsoll" ] || fail "wrote a program that was refused ($2)"
}
installed "$work/bin" >/dev/null && tried "$work/bin/plimsoll"
PLIMSOLL_VERSION=$version installed "$work/bin" >/dev/null && tried "$work/bin/plimsoll"
PLIMSOLL_VERSION=v0.0.0 refused "$work/no" "nothing was installed"
PLIMSOLL_VERSION='0.1.0/../..' refused "$work/no" "is no version"
latest=$work/releases/latest/download
printf x >>"$latest/plimsoll-$target.tar.gz"
refused "$work/no" "has the digest"
cp "$release"/*.tar.gz "$latest/"
: >"$latest/SHA256SUMS"
refused "$work/no" "says nothing of"
cp "$release/SHA256SUMS" "$latest/"
# An attestation that cannot be had is no attestation.
mkdir "$work/gh" && printf '#!/bin/sh\necho "no attestation was found" >&2\nexit 1\n' >"$work/gh/gh" && chmod +x "$work/gh/gh"
PATH=$work/gh:$PATH PLIMSOLL_ATTESTED=1 refused "$work/no" "is not attested"
say "install.sh: installs, and refuses 5 that must be refused"

: >"$work/sums"
for one in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-musl x86_64-unknown-linux-musl; do
    printf '%064d  plimsoll-%s.tar.gz\n' 0 "$one" >>"$work/sums"
done
sh packaging/homebrew.sh "$version" "$work/sums" >"$work/plimsoll.rb"
if command -v ruby >/dev/null; then ruby -c "$work/plimsoll.rb" >/dev/null; say "formula: Ruby reads it"; else say "skipped: no ruby for the formula"; fi

if command -v npm >/dev/null; then
    node packaging/npm/build.mjs "$version" "$work/npm" "$target=$program"
    mkdir "$work/tar" "$work/user"
    (cd "$work/npm" && npm pack --silent --pack-destination "$work/tar" ./cli "./cli-$platform" >/dev/null)
    (cd "$work/user" && npm install --silent --no-audit --no-fund --offline --ignore-scripts "$work"/tar/*.tgz >/dev/null)
    tried "$work/user/node_modules/.bin/plimsoll"
    rm -r "$work/user/node_modules/@plimsoll/cli-$platform"
    code=0
    said=$("$work/user/node_modules/.bin/plimsoll" --version 2>&1) || code=$?
    { [ "$code" = 2 ] && grep -q "is not there" <<<"$said"; } || fail "npm without its platform: $code, $said"
    say "npm: packed, installed, run; its platform missing is told"
else
    say "skipped: no npm"
fi

# PLIMSOLL_WHEELS names a directory of wheels that are there already; PLIMSOLL_BUILD_WHEEL=1 has one built, which compiles everything once more.
wheels=${PLIMSOLL_WHEELS:-}
if [ -z "$wheels" ] && [ "${PLIMSOLL_BUILD_WHEEL:-}" = 1 ] && python3 -m venv "$work/venv" >/dev/null 2>&1 && "$work/venv/bin/pip" install --quiet 'maturin>=1.9,<2' >/dev/null 2>&1; then
    wheels=$work/wheels
    (cd packaging/pypi && "$work/venv/bin/maturin" build --quiet --release --locked --target-dir "$here/target" --out "$wheels")
fi
if [ -n "$wheels" ]; then
    python3 -m venv "$work/fresh"
    "$work/fresh/bin/pip" install --quiet --no-index --find-links "$wheels" plimsoll-cli
    tried "$work/fresh/bin/plimsoll"
    say "wheel: $(cd "$wheels" && echo ./*.whl), installed in a fresh environment and run"
else
    say "skipped: no wheel (PLIMSOLL_WHEELS, PLIMSOLL_BUILD_WHEEL=1)"
fi

# The action, as a runner does it: the shell of its first step, and then what it runs.
export RUNNER_TEMP=$work/runner GITHUB_OUTPUT=$work/output GITHUB_STEP_SUMMARY=$work/summary HOME_OF_ACTION=$here
mkdir "$RUNNER_TEMP"
python3 - action.yml >"$work/step.sh" <<'STEP'
import sys
lines = open(sys.argv[1]).read().split("\n")
start = next(i for i, line in enumerate(lines) if line == "      run: |")
for line in lines[start + 1:]:
    if line and not line.startswith(" " * 8):
        break
    print(line[8:])
STEP
VERSION='' ATTESTED=false bash "$work/step.sh" >/dev/null
code=0
said=$(cd "$work/bad" && SARIF=plimsoll.sarif TARGETS=. FAIL_ON='' RULES='' BASELINE='' FURTHER='--no-ignore' CATEGORY=bad bash "$here/packaging/action.sh" 2>&1) || code=$?
{ [ "$code" = 1 ] && grep -q '^::' <<<"$said" && [ -s "$work/bad/plimsoll.sarif" ] && grep -q service-privileged "$GITHUB_STEP_SUMMARY" &&
    grep -qx exit-code=1 "$GITHUB_OUTPUT" && grep -q '^findings=[1-9]' "$GITHUB_OUTPUT"; } ||
    fail "the action: exit code $code, $(cat "$GITHUB_OUTPUT"), and said: $said"
code=0
(cd "$work/bad" && SARIF=plimsoll.sarif TARGETS=. FAIL_ON=never FURTHER='; touch hacked' bash "$here/packaging/action.sh") >/dev/null 2>&1 || code=$?
{ [ "$code" = 2 ] && [ ! -e "$work/bad/hacked" ]; } || fail "an input of the action was run, or taken for something: $code"
say "action: installs, judges, writes annotations, summary, SARIF and outputs"

code=0
"$program" check packaging/Dockerfile --set all -o concise >"$work/image" 2>&1 || code=$?
[ "$code" = 0 ] || fail "our own Dockerfile does not pass: $(cat "$work/image")"
if command -v buildah >/dev/null; then
    mkdir -p "$work/context/linux/amd64" "$work/context/linux/arm64"
    cp "$program" "$work/context/linux/$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')/plimsoll"
    buildah build --isolation chroot --quiet -f packaging/Dockerfile -t plimsoll-check "$work/context" >/dev/null
    say "image: $(buildah images --format '{{.Size}}' plimsoll-check), built from scratch"
else
    say "our Dockerfile passes all rules; skipped: no buildah to build it"
fi
