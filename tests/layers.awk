# The rules of the house that a machine can see, over the sources in analyzer/ and tui/:
# who may include what, who may print or exit, how long a file and a function may be.
#
# usage: cd SOURCE && awk -f tests/layers.awk FILE.c FILE.h...
# prints "file:line: what is wrong" for each violation; exits 1 when there was one.
#
# A new room, or a new library, is one line in BEGIN.

BEGIN {
	# room: the rooms below it whose headers it may include (its own always)
	below["base"] = ""
	below["model"] = "base"
	below["capture"] = "base model"
	below["proto"] = "base model"
	below["track"] = "base model proto"
	below["store"] = "base model"
	below["boot"] = "base model"
	below["diagnose"] = "base model"
	below["compare"] = "base model"
	below["report"] = "base model compare"
	below["redact"] = "base model"
	below["tui"] = "base model compare"
	below["cli"] = "base model capture proto track store boot diagnose compare report redact tui"
	# ... and single headers of other rooms
	also["boot"] = also["diagnose"] = also["compare"] = also["report"] = also["redact"] = also["tui"] = "store/store.h"

	# library header (or folder of headers): the rooms that may know it
	library["pcap.h"] = library["pcap/"] = "capture"
	library["sqlite3.h"] = "store"
	library["curses.h"] = library["ncurses.h"] = library["panel.h"] = library["term.h"] = "tui"
	library["zlib.h"] = library["zstd.h"] = library["lz4.h"] = library["lz4frame.h"] = "capture"
	library["isa-l.h"] = library["lzma.h"] = library["archive.h"] = library["archive_entry.h"] = "capture"
	library["xxhash.h"] = "capture track store diagnose cli"
	library["xxh_x86dispatch.h"] = "cli"
	library["openssl/"] = "capture store diagnose report redact cli"
	library["pthread.h"] = "base capture"
	library["uthash.h"] = library["utlist.h"] = "capture track store boot diagnose report redact cli tui"

	# the C library and the kernel's interface: everybody's. No sockets and no resolver among them:
	# pvsleuth has no business on the network.
	n = split("assert ctype dirent endian errno fcntl fnmatch float getopt glob inttypes langinfo " \
		"libgen limits locale math poll regex sched search setjmp signal stdalign stdarg " \
		"stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings termios " \
		"threads time unistd wchar wctype wordexp sys/file sys/ioctl sys/mman sys/prctl sys/random " \
		"sys/resource sys/select sys/stat sys/statvfs sys/syscall sys/time sys/types sys/uio " \
		"sys/utsname sys/wait linux/audit linux/filter linux/landlock linux/seccomp", names, " ")
	for (i = 1; i <= n; i++)
		system_header[names[i] ".h"] = 1

	# only cli/ and tui/ talk to people, end the program, or ask for time, locale and environment
	people = "printf|vprintf|puts|putchar|perror|exit|_exit|quick_exit|abort|getenv|secure_getenv|" \
		"setlocale|time|gettimeofday|clock_gettime|localtime|localtime_r"
	streams = "stdin|stdout|stderr"
	# nobody: they cannot know how much room there is
	unsafe = "gets|strcpy|stpcpy|strcat|sprintf|vsprintf|strtok|alloca"

	file_limit = 600
	function_limit = 100
}

function complain(line, what)
{
	printf "%s:%d: %s\n", file, line, what
	complaints++
}
function allowed(name, list)
{
	return index(" " list " ", " " name " ") > 0
}
# The line without comments and without what is between quotes.
function code_of(line,   out, c, two)
{
	out = ""
	while (line != "") {
		two = substr(line, 1, 2)
		c = substr(line, 1, 1)
		if (in_comment) {
			if (!match(line, /\*\//))
				return out
			in_comment = 0
			line = substr(line, RSTART + 2)
		} else if (two == "/*") {
			in_comment = 1
			line = substr(line, 3)
		} else if (two == "//") {
			complain(FNR, "a // comment; those are for your own debugging")
			return out
		} else if (c == "\"" || c == "'") {
			if (c == "\"")
				match(line, /^"([^"\\]|\\.)*"?/)
			else
				match(line, /^'([^'\\]|\\.)*'?/)
			out = out c c
			line = substr(line, RLENGTH + 1)
		} else if (match(line, /^[^\/"']+/)) {
			out = out substr(line, 1, RLENGTH)
			line = substr(line, RLENGTH + 1)
		} else {
			out = out c
			line = substr(line, 2)
		}
	}
	return out
}
function check_include(header, quoted,   other, folder)
{
	folder = header
	sub(/\/.*/, "/", folder)
	if (!quoted) {
		if (header in library || folder in library) {
			other = header in library ? library[header] : library[folder]
			if (!allowed(room, other))
				complain(FNR, room " must not include <" header ">: only " other " may")
		} else if (!(header in system_header))
			complain(FNR, "<" header "> is not on the list of headers in tests/layers.awk")
		return
	}
	if (header == "config.h" || index(header, "/") == 0)
		return
	other = header
	sub(/\/.*/, "", other)
	if (other == "..")
		complain(FNR, "an include that climbs out of its folder")
	else if (other != room && !allowed(other, below[room]) && !allowed(header, also[room]))
		complain(FNR, room " must not include " header ": it stands on " \
			(below[room] == "" ? "libc alone" : below[room]) \
			(also[room] == "" ? "" : " and " also[room]))
}
function end_file()
{
	if (file == "")
		return
	if (lines > file_limit)
		complain(lines, lines " lines; " file_limit " is the limit, find the two things in it")
	if (file ~ /\.h$/ && !guarded)
		complain(1, "no include guard PVSLEUTH_...")
}

FNR == 1 {
	end_file()
	file = FILENAME
	room = file
	sub(/^(\.\/)?(analyzer\/)?/, "", room)
	sub(/\/.*/, "", room)
	in_comment = in_function = guarded = 0
	if (!(room in below))
		complain(1, "no such room: " room " (tests/layers.awk lists them)")
	if ($0 !~ /^\/\*/)
		complain(1, "no opening comment that says what the file is for")
}
{
	lines = FNR
	if (/[ \t\r]$/)
		complain(FNR, "blanks at the end of the line")
	if (/(^|[^A-Za-z])(TODO|FIXME|XXX)([^A-Za-z]|$)/)
		complain(FNR, "unfinished work is an issue, not a comment")
	code = code_of($0)
	if (code ~ /^[ \t]*#[ \t]*include/) {
		header = $0
		quoted = header ~ /include[ \t]*"/
		gsub(/^[^"<]*["<]|[">].*$/, "", header)
		check_include(header, quoted)
		next
	}
	if (code ~ /^#ifndef PVSLEUTH_/)
		guarded = 1
	if (code ~ /^\{/)
		in_function = FNR
	else if (code ~ /^\}/) {
		if (in_function && FNR - in_function - 1 > function_limit)
			complain(in_function, "a function of " FNR - in_function - 1 " lines; " \
				function_limit " is the limit")
		in_function = 0
	}
	if (in_function && code ~ /^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif)/)
		complain(FNR, "conditional compilation inside a function")
	padded = " " code
	if (match(padded, "[^A-Za-z0-9_.>](" unsafe ")[ \t]*\\("))
		complain(FNR, "never: " substr(padded, RSTART + 1, RLENGTH - 2))
	if (room == "cli" || room == "tui")
		next
	if (file ~ /analyzer\/base\/mem\.c$/)
		next # out of memory is the one reason to end anywhere
	if (match(padded, "[^A-Za-z0-9_.>](" people ")[ \t]*\\("))
		complain(FNR, "only cli/ and tui/ may call " substr(padded, RSTART + 1, RLENGTH - 2))
	if (match(padded, "[^A-Za-z0-9_.>](" streams ")[^A-Za-z0-9_]"))
		complain(FNR, "only cli/ and tui/ may use " substr(padded, RSTART + 1, RLENGTH - 2))
}
END {
	end_file()
	exit complaints > 0
}
