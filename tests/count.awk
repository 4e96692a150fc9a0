# Counts tests from what automake's driver leaves: X.trs says how program X ended, X.log holds its
# output. A cmocka program counts by its functions, a script that writes "ok - what" and
# "not ok - what" lines (TAP without numbers) by those lines, any other script as one.
#
# usage: awk -f count.awk FILE.trs...
# prints "passed failed skipped", then a line for each test that failed or was skipped:
# "failed: program: test"

function started(name)
{
	if (running != "")
		fail(running)
	running = name
	cmocka = 1
}
function fail(name)
{
	note("failed", name)
	own_failed++
	running = ""
}
function skip(name)
{
	note("skipped", name)
	own_skipped++
	running = ""
}
function note(what, name)
{
	notes[++noted] = what ": " program (name == "" ? "" : ": " name)
}
function after(line, tag)
{
	return substr(line, index(line, tag) + length(tag))
}
function count_log(file,   line)
{
	cmocka = 0; running = ""
	own_passed = own_failed = own_skipped = 0
	last = ""
	while ((getline line < file) > 0) {
		if (line !~ /^SKIP /)
			last = line
		# the marks may stand behind what the test itself wrote without a newline
		if (line ~ /\[ RUN      \] /)
			started(after(line, "[ RUN      ] "))
		else if (running != "" && line ~ /\[       OK \] /) {
			own_passed++
			running = ""
		} else if (running != "" && line ~ /\[  SKIPPED \] /)
			skip(running)
		else if (running != "" && line ~ /\[  (FAILED |ERROR  ) \] /)
			fail(running)
		else if (!cmocka && line ~ /^ok( [0-9]+)? - .*# [Ss][Kk][Ii][Pp]/)
			skip(after(line, " - "))
		else if (!cmocka && line ~ /^ok( [0-9]+)? - /)
			own_passed++
		else if (!cmocka && line ~ /^not ok( [0-9]+)? - /)
			fail(after(line, " - "))
	}
	close(file)
	if (running != "")
		fail(running " (did not end)")
}
/^:test-result:/ {
	result = $2
	log_file = FILENAME
	sub(/\.trs$/, ".log", log_file)
	program = FILENAME
	sub(/^.*\/tests\//, "tests/", program)
	sub(/\.trs$/, "", program)
	count_log(log_file)
	if (result == "PASS" || result == "XFAIL") {
		if (own_passed + own_failed + own_skipped == 0)
			own_passed = 1
	} else if (result == "SKIP") {
		if (own_passed + own_failed + own_skipped == 0)
			skip(last)
	} else if (own_failed == 0)
		fail("ended with " result)
	passed += own_passed
	failed += own_failed
	skipped += own_skipped
}
END {
	printf "%d %d %d\n", passed, failed, skipped
	for (i = 1; i <= noted; i++)
		print notes[i]
}
