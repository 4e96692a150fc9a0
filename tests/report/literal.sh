#!/bin/sh
# html_static takes literals: a variable must not compile.
set -eu
top=${srcdir:-.}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

compiles() {
	printf '#include "report/html.h"\nvoid f(struct html *h, const char *s);\n%s\n' \
		"void f(struct html *h, const char *s) { (void)s; html_static(h, $1); }" >"$dir/t.c"
	${CC:-cc} -std=c11 -I"$top/analyzer" -fsyntax-only "$dir/t.c" 2>"$dir/log"
}

compiles '"fine"' || { cat "$dir/log"; exit 1; }
for bad in s '(s)' '&s[1]' 's + 1'; do
	if compiles "$bad"; then
		echo "literal.sh: html_static took the variable $bad" >&2
		exit 1
	fi
done
