#!/bin/bash
# Runs every scenario, one after the other, each into OUTDIR/<case>. Usage: run-all.sh OUTDIR
# Ends with 77 if a scenario could not run here, with 1 if one failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: run-all.sh OUTDIR}
worst=0
for script in "$here"/*.sh; do
	case=$(basename "$script" .sh)
	case $case in
	lib | run-all) continue ;;
	esac
	echo "== $case"
	bash "$script" "$out/$case"
	status=$?
	case $status in
	0) ;;
	77) [ "$worst" = 1 ] || worst=77 ;;
	130) exit 130 ;;
	*) worst=1 ;;
	esac
done
exit "$worst"
