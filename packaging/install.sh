#!/bin/sh
# Installs plimsoll: takes the archive of a release for this machine, refuses it unless its digest is the one that the release tells, and puts the
# program into a directory. Nothing is written there before everything has been checked.
#
#   PLIMSOLL_VERSION   which release, such as 0.1.0 (default: the newest)
#   PLIMSOLL_DIR       where the program goes (default: ~/.local/bin)
#   PLIMSOLL_RELEASES  where releases lie (default: those of the repository; a mirror of yours has the same names)
#   PLIMSOLL_ATTESTED  1: refuse it, too, unless `gh` says that the repository itself has built it
set -eu

repository=OWNER/plimsoll
releases=${PLIMSOLL_RELEASES:-https://github.com/$repository/releases}
directory=${PLIMSOLL_DIR:-${HOME:?is not set; name a directory with PLIMSOLL_DIR}/.local/bin}

fail() {
    printf 'plimsoll: %s\n' "$*" >&2
    exit 1
}

# All of it is read before any of it runs: a download that ends early does nothing.
main() {
    target=$(target)
    archive=plimsoll-$target.tar.gz
    case ${PLIMSOLL_VERSION:-} in
    '') from=$releases/latest/download ;;
    *[!0-9A-Za-z.+-]*) fail "\`$PLIMSOLL_VERSION\` is no version, such as 0.1.0" ;;
    *) from=$releases/download/v${PLIMSOLL_VERSION#v} ;;
    esac
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
    fetch "$from/$archive" "$work/$archive"
    wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
    case $wanted in
    '') fail "SHA256SUMS of the release says nothing of $archive; nothing was installed" ;;
    *[!0-9a-f]*) fail "SHA256SUMS of the release is not right for $archive; nothing was installed" ;;
    esac
    found=$(digest "$work/$archive")
    [ "$wanted" = "$found" ] || fail "$archive has the digest $found, and the release says $wanted; nothing was installed"
    if [ "${PLIMSOLL_ATTESTED:-}" = 1 ]; then
        command -v gh >/dev/null || fail "PLIMSOLL_ATTESTED=1 needs \`gh\`, which is not there; nothing was installed"
        gh attestation verify "$work/$archive" --repo "$repository" >"$work/attested" 2>&1 ||
            fail "$archive is not attested: $(tail -n 1 "$work/attested"); nothing was installed"
    fi
    tar -C "$work" -xzf "$work/$archive" "plimsoll-$target/plimsoll" || fail "$archive holds no plimsoll; nothing was installed"
    program=$work/plimsoll-$target/plimsoll
    { [ -f "$program" ] && [ ! -L "$program" ]; } || fail "what $archive calls plimsoll is no file; nothing was installed"
    chmod 755 "$program"
    version=$("$program" --version) || fail "the program does not run on this machine; nothing was installed"
    mkdir -p "$directory"
    # In one step, so that a plimsoll that runs meanwhile is the old one or the new one.
    cp "$program" "$directory/.plimsoll.$$"
    mv -f "$directory/.plimsoll.$$" "$directory/plimsoll"
    printf '%s is in %s\n' "$version" "$directory"
    case :${PATH:-}: in
    *:"$directory":*) ;;
    *) printf 'add it to PATH to call it by its name: export PATH="%s:$PATH"\n' "$directory" ;;
    esac
}

target() {
    system=$(uname -s) machine=$(uname -m)
    case $machine in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no build for $machine; \`cargo install\` makes one" ;;
    esac
    case $system in
    Linux) echo "$machine-unknown-linux-musl" ;;
    Darwin) echo "$machine-apple-darwin" ;;
    *) fail "there is no build for $system that this script installs; the releases page has one for Windows" ;;
    esac
}

fetch() {
    if command -v curl >/dev/null; then
        # Without encryption only where the caller names such a place himself.
        case $1 in https:*) set -- "$1" "$2" --proto =https --tlsv1.2 ;; esac
        url=$1 file=$2
        shift 2
        curl --fail --silent --show-error --location "$@" --output "$file" "$url" || fail "cannot get $url; nothing was installed"
    elif command -v wget >/dev/null; then
        wget -q -O "$2" "$1" || fail "cannot get $1; nothing was installed"
    else
        fail "neither curl nor wget is there"
    fi
}

digest() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null; then
        shasum -a 256 "$1" | cut -d ' ' -f 1
    else
        fail "neither sha256sum nor shasum is there, so the archive cannot be checked; nothing was installed"
    fi
}

main
