/*
 * The phases by name, and the DHCP clients with their clocks (netboot.md 1.3 and 8; what is not
 * documented there is a cautious guess, and said so).
 */
#include "boot/internal.h"

const char *const phase_name[PHASES] = {
	[PHASE_LINK] = "link", [PHASE_DHCP] = "dhcp", [PHASE_PXE] = "pxe", [PHASE_BOOTFILE] = "bootfile",
	[PHASE_LOGIN] = "login", [PHASE_STREAM] = "stream", [PHASE_HANDOVER] = "handover",
	[PHASE_OS] = "os",
};

const struct kind_def kind_def[KINDS] = {
	[KIND_UNKNOWN] = {"unknown", 0, 60 * SECOND, 32 * SECOND, false},
	/* 4 + 8 + 16 + 32 s (PXE 2.1) */
	[KIND_INTEL_ROM] = {"intel-rom", 1, 60 * SECOND, 32 * SECOND, true},
	[KIND_UEFI] = {"uefi", 1, 60 * SECOND, 32 * SECOND, true},
	[KIND_UEFI_HTTP] = {"uefi-http", 1, 60 * SECOND, 32 * SECOND, true},
	/* 1 + 2 + 4 + 8 s; builds with the standard's clock are told by their longer intervals */
	[KIND_IPXE] = {"ipxe", 2, 15 * SECOND, 8 * SECOND, true},
	/* no clock is documented: Citrix bootstraps are among these */
	[KIND_OTHER] = {"other", 3, 60 * SECOND, 10 * SECOND, false},
	[KIND_WINDOWS] = {"windows", 4, 60 * SECOND, 32 * SECOND, false},
	[KIND_DHCLIENT] = {"dhclient", 4, 60 * SECOND, 20 * SECOND, false},
};
