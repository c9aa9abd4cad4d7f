#!/bin/sh
# fuzz.sh DURATION: runs every fuzz target of the tree for DURATION (5s, 10m).
# A target that finds something leaves its input in the package's testdata/fuzz,
# where it becomes a regression test.
set -eu

duration=${1:-5s}
cd "${0%/*}/.."

count=0
for dir in $(go list -f '{{.Dir}}' ./...); do
	grep -qs '^func Fuzz' "$dir"/*_test.go || continue
	for target in $(cd "$dir" && go test -list '^Fuzz' . | grep '^Fuzz'); do
		echo "fuzz: $target in ${dir#"$PWD"/} for $duration"
		(cd "$dir" && go test -run '^$' -fuzz "^$target\$" -fuzztime "$duration" .)
		count=$((count + 1))
	done
done
echo "fuzz: $count targets"
