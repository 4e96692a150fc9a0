TUI_LIB =
TUI_LDADD =
if TUI
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	tui/actions.c tui/actions.h \
	tui/boot_load.c tui/boot_load.h \
	tui/browser.c tui/browser.h \
	tui/canvas.c tui/canvas.h \
	tui/cells.c \
	tui/chips.c tui/chips.h \
	tui/doc.c tui/doc.h \
	tui/filter.c tui/filter.h \
	tui/finding.c tui/finding.h \
	tui/groups.c tui/groups.h \
	tui/hex.c tui/hex.h \
	tui/keys.c tui/keys.h \
	tui/ladder.c tui/ladder.h \
	tui/ladder_draw.c \
	tui/list.c tui/list.h \
	tui/menu.h \
	tui/note.c tui/note.h \
	tui/page.c tui/page.h \
	tui/patience.c tui/patience.h \
	tui/rows.c \
	tui/rows_query.c tui/rows_query.h \
	tui/scroll.c tui/scroll.h \
	tui/state.c tui/state.h \
	tui/table.c tui/table.h \
	tui/term.c tui/term.h \
	tui/theme.c tui/theme.h \
	tui/tui.c tui/tui.h \
	tui/view.h \
	tui/view_boot.c \
	tui/view_boots.c \
	tui/view_captures.c \
	tui/view_compare.c \
	tui/view_findings.c \
	tui/view_frame.c \
	tui/view_help.c \
	tui/view_ledger.c \
	tui/view_menu.c \
	tui/view_notes.c \
	tui/view_rule.c \
	tui/view_servers.c \
	tui/view_stats.c \
	tui/view_targets.c \
	tui/views.c \
	tui/when.c tui/when.h
libtui_a_CFLAGS = $(AM_CFLAGS) $(CURSES_CFLAGS)
TUI_LIB += libtui.a
TUI_LDADD += $(CURSES_LIBS)
endif
