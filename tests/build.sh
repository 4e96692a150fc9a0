#!/bin/sh
# Builds pvsleuth in a folder of its own below the source: makes configure when it is missing or old,
# configures when the folder is new or the switches differ from last time, then runs make.
#
# usage: tests/build.sh FOLDER [CONFIGURE-SWITCH...]
set -eu
[ $# -ge 1 ] || { sed -n 's/^# usage/usage/p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
source=$PWD
folder=$1
shift

if [ -e config.status ]; then
	echo "build: the source folder itself is configured, which gets in the way of other build folders; run 'make distclean' first" >&2
	exit 1
fi
if [ ! -x configure ] || [ ! -e Makefile.in ] ||
	[ -n "$(find configure.ac Makefile.am analyzer tui schema man tests \
		\( -name '*.mk' -o -name configure.ac -o -name Makefile.am \) -newer Makefile.in)" ]; then
	./autogen.sh
fi

mkdir -p "$folder"
cd "$folder"
if [ ! -e Makefile ] || [ "$(cat .switches 2>/dev/null)" != "$*" ] ||
	[ -n "$(find "$source/configure" -newer config.status)" ]; then
	"$source/configure" --quiet "$@"
	echo "$*" >.switches
fi
make --no-print-directory -j"$(nproc)"
