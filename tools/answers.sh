#!/bin/sh
# answers.sh COMMAND...: runs tests and then says how many answers of the sandbox's
# REST API they checked against PortOne's description, all packages together.
#
# NARU_SPEC_REPORT is the folder where each package's run writes its count
# (internal/sandbox/spectest); a run inside another adds to that one's.
set -eu

if [ -n "${NARU_SPEC_REPORT:-}" ]; then
	exec "$@"
fi
NARU_SPEC_REPORT=$(mktemp -d)
export NARU_SPEC_REPORT
trap 'rm -rf "$NARU_SPEC_REPORT"' EXIT
"$@"
cat "$NARU_SPEC_REPORT"/*.count 2>/dev/null | awk '
	{ sum += $1 }
	END { print sum + 0 " responses checked against PortOne'\''s description" (NR ? "" : ", which is not beside the project") }'
