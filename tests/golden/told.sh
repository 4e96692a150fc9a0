# What a case says, for scripts that compare two of them. To be read in; $program is the program.

# Without what depends on the order of reading: numbers of rows, and captures by their number.
unnumbered() {
	sed 's/": /":/g; s/"[a-z]*_id":[0-9null]*,*//g; s/capture:[0-9]*/capture/g'
}

# told CASE [TABLE...]: everything that was concluded; of further tables, too.
told() {
	case=$1
	shift
	for table in boots findings targets servers "$@"; do
		"$program" list "$case" $table --all --jsonl
	done | unnumbered | sort
}

# One check of a script with a variable `failed`.
verdict() { # STATUS NAME [FILE]
	if [ "$1" -eq 0 ]; then
		echo "ok - $2"
	else
		failed=1
		echo "not ok - $2"
		[ -z "$3" ] || head -n 20 "$3" | sed 's/^/    /'
	fi
}
