#!/usr/bin/env bash
# Plays smoke.ts with the newest Node, of which npm has the binary: `node` names the version, `node-PLATFORM-ARCH` holds it.
# Needs dist/ and node_modules/. Ends with an error when the newest Node does not work.
set -euo pipefail
cd "$(dirname "$0")/../.."

prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
version=$(npm view node version)
package=node-$(node -p 'process.platform + "-" + process.arch')
timeout 300 npm install --prefix "$prefix" --no-save --no-audit --no-fund --silent "$package@$version"
node=$prefix/node_modules/$package/bin/node
[ "$("$node" --version)" = "v$version" ]
timeout --kill-after 10 300 "$node" test/smoke/smoke.ts
