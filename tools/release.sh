#!/bin/sh
# release.sh: builds naru for every platform into bin/release, with the version
# of git in it and a file of checksums beside it. Built twice from the same
# commit by the same Go, the files are the same byte for byte.
#
#   tools/release.sh [os/arch …]
set -eu

cd "${0%/*}/.."
go=${GO:-go}
out=bin/release
version=$(git describe --tags --always --dirty --abbrev=12)
[ $# -gt 0 ] || set -- linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

rm -rf "$out"
mkdir -p "$out"
for target in "$@"; do
	os=${target%/*} arch=${target#*/} ending=
	[ "$os" != windows ] || ending=.exe
	name=naru_${version}_${os}_${arch}$ending
	echo "$out/$name"
	CGO_ENABLED=0 GOOS=$os GOARCH=$arch "$go" build -mod=readonly -trimpath -buildvcs=false \
		-ldflags "-s -w -buildid= -X main.released=$version" -o "$out/$name" ./cmd/naru
done
cp LICENSE "$out/"
cd "$out"
sha256sum -- * >SHA256SUMS 2>/dev/null || shasum -a 256 -- * >SHA256SUMS
echo "$out/SHA256SUMS"
