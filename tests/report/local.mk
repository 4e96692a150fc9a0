check_PROGRAMS += tests/report/make_report
tests_report_make_report_SOURCES = tests/report/make_report.c
tests_report_make_report_LDADD = libreport.a libcompare.a libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(CRYPTO_LIBS) \
	$(MATH_LIBS)

REPORT_TESTS = tests/report/literal.sh tests/report/files.sh tests/report/extract.sh tests/report/golden.sh \
	tests/report/render.sh tests/report/paper.sh
dist_check_SCRIPTS += $(REPORT_TESTS)
TESTS += tests/report/literal.sh tests/report/files.sh tests/report/golden.sh
EXTRA_DIST += tests/report/golden tests/report/paper.py tests/report/more.sql tests/report/nothing.sql tests/bench/report.sh tests/bench/report.sql tests/report/case.sql tests/report/case.py tests/report/probe.html
