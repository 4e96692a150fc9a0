noinst_LIBRARIES += libboot.a
libboot_a_SOURCES =
