noinst_LIBRARIES += libdiagnose.a
libdiagnose_a_SOURCES =
