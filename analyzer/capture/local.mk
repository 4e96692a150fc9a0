noinst_LIBRARIES += libcapture.a
libcapture_a_SOURCES =
