#!/bin/sh
# The rules against the catalogue: each rule's id, phase, kind and parent are those of
# schema/catalogue.tsv; each has a hit and a miss fixture; each file on disk is built in; the
# program itself finds nothing wrong with any.
src=${srcdir:-$(dirname "$0")/../..}
passed=0
failed=0

check() { # DESCRIPTION COMMAND...
	what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok - $what"
	else
		failed=$((failed + 1))
		echo "not ok - $what"
	fi
}

# The command's words only when it fails.
quietly() { said=$("$@" 2>&1) || { echo "    $said"; return 1; }; }

field() { sed -n "s/^-- $2: //p" "$1" | head -1; }

same_as_catalogue() { # FILE ID
	row=$(grep "^$2	" "$src/schema/catalogue.tsv") || return 1
	want=$(echo "$row" | awk -F'\t' '{ print $2, $3, $5 }')
	parent=$(field "$1" refines)
	got="$(field "$1" phase) $(field "$1" kind) ${parent:--}"
	[ "$want" = "$got" ] || { echo "    catalogue: $want; file: $got"; return 1; }
}

has_fixtures() { # ID
	ls "$src/fixtures/rules/$1"/hit-*.boot >/dev/null 2>&1 || grep -lqs "expect finding $1 " "$src"/fixtures/rules/*/hit-*.boot "$src"/fixtures/rules/*/cannot-tell-*.boot || return 1
	ls "$src/fixtures/rules/$1"/miss-*.boot >/dev/null 2>&1 || grep -Lqs "expect finding $1 " "$src"/fixtures/rules/*/miss-*.boot
}

listed=$(./pvsleuth rules list)
# All at once; one by one only when something is wrong with any.
sound=$(./pvsleuth rules check "$src"/schema/rules/*/*.sql >/dev/null 2>&1 && echo yes)
is_sound() { [ "$sound" = yes ] || quietly ./pvsleuth rules check "$1"; }
is_listed() { case $listed in *"$1"*) ;; *) return 1 ;; esac }

for file in "$src"/schema/rules/*/*.sql; do
	id=$(basename "$file" .sql)
	check "$id: the file is named after the id" [ "$(field "$file" id)" = "$id" ]
	check "$id: phase, kind and parent as in the catalogue" same_as_catalogue "$file" "$id"
	check "$id: it has a hit and a miss" has_fixtures "$id"
	check "$id: it is built in and sound" is_sound "$file"
	check "$id: it is listed" is_listed "$id"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
