#!/bin/sh
# Prints the formula of a release: `homebrew.sh VERSION SHA256SUMS`.
set -eu
version=$1 sums=$2
base=https://github.com/OWNER/plimsoll/releases/download/v$version
part() {
    digest=$(awk -v name="plimsoll-$1.tar.gz" '$2 == name { print $1 }' "$sums")
    [ -n "$digest" ] || { printf 'homebrew.sh: %s says nothing of %s\n' "$sums" "$1" >&2; exit 1; }
    printf '      url "%s/plimsoll-%s.tar.gz"\n      sha256 "%s"\n' "$base" "$1" "$digest"
}
# Before anything is printed: a formula is whole or none.
mac_arm=$(part aarch64-apple-darwin)
mac_intel=$(part x86_64-apple-darwin)
linux_arm=$(part aarch64-unknown-linux-musl)
linux_intel=$(part x86_64-unknown-linux-musl)
cat <<FORMULA
class Plimsoll < Formula
  desc "Policy-as-code compliance for Compose files, Dockerfiles and env files"
  homepage "https://github.com/OWNER/plimsoll"
  version "$version"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
$mac_arm
    end
    on_intel do
$mac_intel
    end
  end

  on_linux do
    on_arm do
$linux_arm
    end
    on_intel do
$linux_intel
    end
  end

  def install
    bin.install "plimsoll"
    bash_completion.install "completions/plimsoll.bash" => "plimsoll"
    zsh_completion.install "completions/plimsoll.zsh" => "_plimsoll"
    fish_completion.install "completions/plimsoll.fish"
  end

  test do
    (testpath/"compose.yaml").write "services:\\n  web:\\n    image: nginx:1.29\\n    privileged: true\\n"
    assert_match "service-privileged", shell_output("#{bin}/plimsoll check --no-ignore #{testpath}", 1)
  end
end
FORMULA
