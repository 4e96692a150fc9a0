noinst_LIBRARIES += libtrack.a
libtrack_a_SOURCES =
