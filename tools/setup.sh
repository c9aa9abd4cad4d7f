#!/bin/sh
# Installs what the tests need beside Go and Node: PostgreSQL, Chromium with a
# font that has Korean letters, a C compiler for the race detector, and the other
# languages that programs under test are written in: Python, PHP, Java, and curl.
#
# As root on a system with apt-get it installs what is missing and nothing else.
# Otherwise it says in one line what is missing; the tests that need it skip by
# name. NARU_REQUIRE_ALL=1 (CI) turns an incomplete set-up into a failure.
set -u

have_postgres() {
	command -v postgres >/dev/null 2>&1 && return 0
	for bin in /usr/lib/postgresql/*/bin/postgres; do
		[ -x "$bin" ] && return 0
	done
	return 1
}

have_korean_font() {
	if command -v fc-list >/dev/null 2>&1; then
		[ -n "$(fc-list :lang=ko family)" ]
	else
		[ -d /usr/share/fonts/opentype/noto ]
	fi
}

have_requests() {
	for python in /usr/bin/python3 python3; do
		"$python" -c 'import requests' >/dev/null 2>&1 && return 0
	done
	return 1
}

find_missing() {
	missing=""
	have_postgres || missing="$missing postgresql"
	command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
	have_korean_font || missing="$missing fonts-noto-cjk"
	command -v curl >/dev/null 2>&1 || missing="$missing curl"
	command -v python3 >/dev/null 2>&1 || missing="$missing python3"
	have_requests || missing="$missing python3-requests"
	php -r 'exit(extension_loaded("curl") ? 0 : 1);' >/dev/null 2>&1 || missing="$missing php-cli php-curl"
	{ command -v java && command -v javac; } >/dev/null 2>&1 || missing="$missing default-jdk-headless"
	command -v gcc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
}

incomplete() {
	echo "setup: missing:$missing ($1); the tests that need them skip by name" >&2
	[ "${NARU_REQUIRE_ALL:-}" = 1 ] && exit 1
	exit 0
}

find_missing
if [ -z "$missing" ]; then
	echo "setup: nothing is missing"
	exit 0
fi
command -v apt-get >/dev/null 2>&1 || incomplete "install them with your package manager"
[ "$(id -u)" = 0 ] || incomplete "sudo apt-get install$missing"

echo "setup: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # the list is words on purpose
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	incomplete "apt-get could not install them"
fi
find_missing
[ -z "$missing" ] || incomplete "apt-get installed them, yet they are not found"
echo "setup: done"
