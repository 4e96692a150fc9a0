# From what gcov -n says to a table: how much of each source file, and of each room, the tests ran.
# usage: gcov -n ... | awk -f coverage.awk
/^File '/ {
	file = $0
	gsub(/^File '|'$/, "", file)
	sub(/^.*\/(analyzer|tui)\//, "&", file)
	if (!match(file, /(analyzer|tui)\/.*/))
		file = ""
	else
		file = substr(file, RSTART)
}
/^Lines executed:/ && file ~ /\.c$/ {
	split(substr($0, 16), part, /% of /)
	lines[file] = part[2]
	ran[file] = part[1] / 100 * part[2]
	file = ""
}
END {
	for (file in lines) {
		room = file
		sub(/\/[^\/]*$/, "", room)
		printf "%5.1f %% of %5d  %s\n", lines[file] ? 100 * ran[file] / lines[file] : 100, lines[file], file | "sort -k5"
		room_lines[room] += lines[file]
		room_ran[room] += ran[file]
		all_lines += lines[file]
		all_ran += ran[file]
	}
	close("sort -k5")
	print ""
	for (room in room_lines)
		printf "%5.1f %% of %5d  %s\n", 100 * room_ran[room] / room_lines[room], room_lines[room], room | "sort -k5"
	close("sort -k5")
	if (all_lines)
		printf "%5.1f %% of %5d  all\n", 100 * all_ran / all_lines, all_lines
}
