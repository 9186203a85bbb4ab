#!/bin/sh
# Measures the text engine beside other libraries for shared text, on the same traces
# in the same run: `make bench-peers`. Needs node, npm and the traces (ONEPLAN_TRACES,
# or shared/data/traces here or above). Nothing is left behind.
set -eu
cd "$(dirname "$0")"
here=$PWD
traces=${ONEPLAN_TRACES:-}
up=$here
while [ -z "$traces" ] && [ "$up" != / ]; do
	up=$(dirname "$up")
	if [ -d "$up/shared/data/traces" ]; then traces=$up/shared/data/traces; fi
done
if [ ! -f "$traces/automerge-paper.json.gz" ]; then
	echo "The editing traces are not here, so nothing was measured: set ONEPLAN_TRACES to their folder." >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp package.json peer.mjs compare.mjs "$work"
(cd "$work" && npm install --silent --no-audit --no-fund)
(cd ../.. && go test -c -o "$work/text.test" .)
cd "$work" && ONEPLAN_TRACES=$traces node compare.mjs
