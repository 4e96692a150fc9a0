UNIT_VIEWS = libreport.a libstore.a libmodel.a libbase.a $(SQLITE_LIBS) $(CRYPTO_LIBS) $(MATH_LIBS) \
	$(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/test_html tests/unit/test_json
TESTS += tests/unit/test_html tests/unit/test_json
tests_unit_test_html_SOURCES = tests/unit/test_html.c
tests_unit_test_html_LDADD = $(UNIT_VIEWS)
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_LDADD = $(UNIT_VIEWS)
