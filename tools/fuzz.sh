#!/bin/sh
# fuzz.sh DURATION: runs every fuzz target of the tree for DURATION (5s, 10m), as
# many at once as there are processors, each on one of them.
# A target that finds something leaves its input in the package's testdata/fuzz,
# where it becomes a regression test.
set -eu

# fuzz.sh --one DURATION DIR TARGET runs one target.
if [ "${1:-}" = --one ]; then
	said=$(mktemp)
	trap 'rm -f "$said"' EXIT
	cd "$3"
	status=0
	go test -run '^$' -fuzz "^$4\$" -fuzztime "$2" -parallel 1 . >"$said" 2>&1 || status=$?
	# On a busy machine Go's fuzzing engine reports the end of its own time as a
	# failure: that deadline alone, and no input.
	if [ "$status" -ne 0 ] && grep -q 'context deadline exceeded' "$said" && ! grep -q -e 'Failing input' -e 'testdata/fuzz' -e 'panic' "$said"; then
		echo "fuzz: $4 was cut short by its own deadline and found nothing" >>"$said"
		status=0
	fi
	{
		echo "fuzz: $4 in $3 for $2"
		cat "$said"
	} # at once, so that two targets' words do not mix
	exit "$status"
fi

duration=${1:-5s}
cd "${0%/*}/.."
tool=$PWD/tools/fuzz.sh
targets=$(mktemp)
trap 'rm -f "$targets"' EXIT
for dir in $(go list -f '{{.Dir}}' ./...); do
	grep -qs '^func Fuzz' "$dir"/*_test.go || continue
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$dir"/*_test.go | sort | while read -r target; do
		printf '%s %s\n' "$dir" "$target" >>"$targets"
	done
done
xargs -n 2 -P "$(nproc)" sh "$tool" --one "$duration" <"$targets"
echo "fuzz: $(wc -l <"$targets" | tr -d ' ') targets"
