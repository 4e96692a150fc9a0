check_PROGRAMS += tests/report/make_report
tests_report_make_report_SOURCES = tests/report/make_report.c
tests_report_make_report_LDADD = libreport.a libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(CRYPTO_LIBS) \
	$(MATH_LIBS)
EXTRA_DIST += tests/report/case.sql tests/report/case.py
