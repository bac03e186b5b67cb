#!/bin/sh
# Packs a program for a release: `archive.sh PROGRAM TARGET DIRECTORY` writes DIRECTORY/plimsoll-TARGET.tar.gz, the same bytes for the same files. One
# directory deep, with the licences and completions, as `cargo binstall`, Homebrew and people expect it.
set -eu
program=$1 target=$2 out=$3
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=plimsoll-$target
mkdir -p "$work/$name" "$out"
case $target in *windows*) suffix=.exe ;; *) suffix= ;; esac
cp "$program" "$work/$name/plimsoll$suffix"
chmod 755 "$work/$name/plimsoll$suffix"
cp "$here/README.md" "$here/CHANGELOG.md" "$here/LICENSE-MIT" "$here/LICENSE-APACHE" "$work/$name/"
# Completions are those of the program itself, where it runs on this machine.
if "$program" --version >/dev/null 2>&1; then
    mkdir "$work/$name/completions"
    for shell in bash zsh fish; do "$program" completions "$shell" >"$work/$name/completions/plimsoll.$shell"; done
fi
chmod -R u=rwX,go=rX "$work/$name"
sorted() { (cd "$work" && find "$name" -type f | LC_ALL=C sort); }
case $target in
*windows*) (cd "$work" && sorted | zip -q -X -@ "$name.zip") && mv "$work/$name.zip" "$out/" ;;
*)
    sorted >"$work/list"
    tar -C "$work" --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@"${SOURCE_DATE_EPOCH:-0}" \
        -cf "$work/archive.tar" -T "$work/list"
    gzip -9 -n <"$work/archive.tar" >"$out/$name.tar.gz"
    ;;
esac
