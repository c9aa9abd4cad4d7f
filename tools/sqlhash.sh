#!/bin/sh
# sqlhash.sh: writes internal/store/sqlgen/SOURCES.sha256, the hashes of what
# sqlc read and of what it wrote. internal/archtest compares them, so that a
# stale or hand-edited file is seen without building sqlc (four minutes).
set -eu

cd "${0%/*}/.."
LC_ALL=C
export LC_ALL

find internal/store/sqlc.yaml internal/store/query internal/store/migration/postgres internal/store/sqlgen \
	-type f \( -name '*.sql' -o -name '*.go' -o -name sqlc.yaml \) -print |
	sort | xargs sha256sum >internal/store/sqlgen/SOURCES.sha256
