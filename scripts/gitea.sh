#!/bin/sh
# Builds a real Gitea for the bot's tests into .cache/gitea: needs Go and a C compiler, about 5 minutes on two cores
# and 1 GB. The tests find it there; without it they skip, aloud.
#
# Gitea's go.mod has replacements, so `go install …@version` refuses it: it is built from a module that has the same.
set -eu
version=v1.26.0
module=code.gitea.io/gitea
target=$(cd "$(dirname "$0")/.." && pwd)/.cache/gitea
mkdir -p "$target/build"
cd "$target/build"
export GOFLAGS="-mod=mod -buildvcs=false"
source=$(go mod download -json "$module@$version" | sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p')
sed 's/^module .*/module gitea-for-tests/' "$source/go.mod" > go.mod
cp "$source/go.sum" go.sum
chmod u+w go.mod go.sum
go mod edit -require "$module@$version"
printf '//go:build tools\n\npackage tools\n\nimport _ "%s"\n' "$module" > tools.go
nice go build -p 1 -tags "sqlite sqlite_unlock_notify" -o ../gitea "$module"
# Templates and licences are read from here: the program has none built in.
ln -sfn "$source" ../files
echo "built: $target/gitea"
