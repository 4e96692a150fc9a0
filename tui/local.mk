TUI_LIB =
TUI_LDADD =
if TUI
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES =
libtui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
TUI_LIB += libtui.a
TUI_LDADD += $(CURSES_LIBS)
endif
