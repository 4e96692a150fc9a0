#!/bin/sh
# Prints where tests put their files: where TMPDIR says, else in memory when there is room, because thousands of cases
# are written there and thrown away.
[ -n "${TMPDIR:-}" ] && echo "$TMPDIR" && exit
df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $6 == "/dev/shm" && $4 >= 2 * 1024 * 1024 { roomy = 1 } END { exit !roomy }' &&
	[ -w /dev/shm ] && echo /dev/shm && exit
echo /tmp
