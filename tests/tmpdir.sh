#!/bin/sh
# Prints where tests put their files: where TMPDIR says, else in memory when there is room, because thousands of cases
# are written there and thrown away. What a test that was killed left there goes an hour later.
[ -n "${TMPDIR:-}" ] && echo "$TMPDIR" && exit
dir=/dev/shm/pvsleuth-tests-$(id -u)
if df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $6 == "/dev/shm" && $4 >= 2 * 1024 * 1024 { roomy = 1 } END { exit !roomy }' &&
	mkdir -p -m 700 "$dir" 2>/dev/null && [ -O "$dir" ] && [ -w "$dir" ]; then
	find "$dir" -mindepth 1 -maxdepth 1 -mmin +60 -exec rm -rf {} + 2>/dev/null
	echo "$dir"
else
	echo /tmp
fi
