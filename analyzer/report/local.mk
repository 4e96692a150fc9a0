# A new section of the page is one file here and one line in page.c's table.
noinst_LIBRARIES += libreport.a
libreport_a_SOURCES = \
	analyzer/report/html.c analyzer/report/html.h \
	analyzer/report/json.c analyzer/report/json.h \
	analyzer/report/utf8.c analyzer/report/utf8.h
