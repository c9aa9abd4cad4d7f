#!/bin/sh
# answers.sh COMMAND...: runs tests and then says how many answers of the sandbox's
# REST API they checked against PortOne's description, all packages together, and
# how many requests and answers of the payment server against api/openapi.yaml.
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
cat "$NARU_SPEC_REPORT"/*.api 2>/dev/null | awk '
	{ requests += $1; answers += $2; if ($3 > operations) operations = $3 }
	END { if (NR) print requests " requests and " answers " answers of " operations " operations checked against api/openapi.yaml" }'
cat "$NARU_SPEC_REPORT"/*.count 2>/dev/null | awk '
	{ sum += $1 }
	END { print sum + 0 " responses checked against PortOne'\''s description" (NR ? "" : ", which is not beside the project") }'
