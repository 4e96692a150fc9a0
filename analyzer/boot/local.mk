noinst_LIBRARIES += libboot.a
libboot_a_SOURCES = \
	analyzer/boot/ask.c \
	analyzer/boot/boot.h \
	analyzer/boot/clock.c \
	analyzer/boot/clock.h \
	analyzer/boot/clock_link.c \
	analyzer/boot/company.c \
	analyzer/boot/copies.c \
	analyzer/boot/vantage.c \
	analyzer/boot/build.c \
	analyzer/boot/caseclock.c \
	analyzer/boot/exchange.c \
	analyzer/boot/internal.h \
	analyzer/boot/kind.c \
	analyzer/boot/load.c \
	analyzer/boot/losses.c \
	analyzer/boot/nat.c \
	analyzer/boot/nat.h \
	analyzer/boot/nat_load.c \
	analyzer/boot/nat_match.c \
	analyzer/boot/nat_set.h \
	analyzer/boot/nat_tie.c \
	analyzer/boot/nat_write.c \
	analyzer/boot/offer.c \
	analyzer/boot/outcome.c \
	analyzer/boot/peers.c \
	analyzer/boot/people.c \
	analyzer/boot/reel.c \
	analyzer/boot/reel_transfer.c \
	analyzer/boot/sight.c \
	analyzer/boot/split.c \
	analyzer/boot/steps.c \
	analyzer/boot/story.c \
	analyzer/boot/story_pvs.c \
	analyzer/boot/twins.c \
	analyzer/boot/unheard.c \
	analyzer/boot/until.c
