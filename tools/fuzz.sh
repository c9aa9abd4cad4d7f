#!/bin/sh
# fuzz.sh DURATION: runs every fuzz target of the tree for DURATION (5s, 10m).
# A target that finds something leaves its input in the package's testdata/fuzz,
# where it becomes a regression test.
set -eu

duration=${1:-5s}
cd "${0%/*}/.."
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# On a busy machine Go's fuzzing engine reports the end of its own time as a
# failure: that deadline alone, and no input.
overran() {
	grep -q 'context deadline exceeded' "$said" && ! grep -q -e 'Failing input' -e 'testdata/fuzz' -e 'panic' "$said"
}

count=0
for dir in $(go list -f '{{.Dir}}' ./...); do
	grep -qs '^func Fuzz' "$dir"/*_test.go || continue
	for target in $(cd "$dir" && go test -list '^Fuzz' . | grep '^Fuzz'); do
		echo "fuzz: $target in ${dir#"$PWD"/} for $duration"
		status=0
		(cd "$dir" && go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" .) >"$said" 2>&1 || status=$?
		cat "$said"
		if [ "$status" -ne 0 ]; then
			overran || exit "$status"
			echo "fuzz: $target was cut short by its own deadline and found nothing"
		fi
		count=$((count + 1))
	done
done
echo "fuzz: $count targets"
