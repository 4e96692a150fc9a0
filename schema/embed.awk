# Turns text files into one C table of {name, text}; one array element per line of
# input, because C11 promises only 4095 characters per literal.
# usage: awk -f embed.awk -v table=NAME -v strip=PREFIX FILE...
function base(path) {
	i = index(path, strip)
	return i ? substr(path, i + length(strip)) : path
}
BEGIN {
	print "/* made by schema/embed.awk */"
	print "#include \"base/embedded.h\""
	print "#include <stddef.h>"
	print "extern const struct embedded " table "[];"
}
FNR == 1 {
	if (n++)
		print "\tNULL};"
	names[n] = base(FILENAME)
	printf "static const char *const %s_%d[] = {\n", table, n
}
{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	gsub(/\t/, "\\t")
	gsub(/\r/, "")
	printf "\t\"%s\\n\",\n", $0
}
END {
	if (n)
		print "\tNULL};"
	printf "const struct embedded %s[] = {\n", table
	for (k = 1; k <= n; k++)
		printf "\t{\"%s\", %s_%d},\n", names[k], table, k
	print "\t{NULL, NULL},\n};"
}
