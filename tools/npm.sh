#!/bin/sh
# npm.sh DIR [SCRIPT...]: runs npm scripts of one folder, with its dependencies as
# the lock file names them, installed only if they are missing or older.
#
# Without Node it says so in one line and succeeds, since Go alone builds and
# runs Naru; NARU_REQUIRE_ALL=1 (CI) makes that a failure.
set -eu

dir=$1
shift
cd "${0%/*}/.."

if [ ! -f "$dir/package.json" ]; then
	echo "$dir: has no package.json, nothing to run"
	exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
	echo "$dir: skipped ($*): Node 20 or newer is not installed" >&2
	[ "${NARU_REQUIRE_ALL:-}" = 1 ] && exit 1
	exit 0
fi

cd "$dir"
# npm writes the marker last, so an interrupted installation is done again.
marker=node_modules/.package-lock.json
if [ ! -f "$marker" ] || [ package-lock.json -nt "$marker" ] || [ package.json -nt "$marker" ]; then
	# Not npm ci: it refuses a lock file that lacks optional packages of other
	# platforms, which a registry that does not serve them leaves out (npm/cli#9846).
	# This takes the same versions and never writes the lock file; CI checks that
	# the lock file and package.json agree.
	echo "$dir: npm install"
	npm install --no-save --no-audit --no-fund
	touch "$marker"
fi
for script in "$@"; do
	echo "$dir: npm run $script"
	npm run --silent "$script"
done
