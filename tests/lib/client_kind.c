/*
 * The table of boot clients.  Option lists and habits are those seen on the wire from Intel
 * Boot Agent, iPXE, EDK2, Windows, ISC dhclient and busybox udhcpc.  The bdm row is a guess
 * where nothing public is known: flags 0 and a constant secs of 0, no PXE options.
 */
#include "client_kind.h"

#include <string.h>

static const uint8_t params_rom[] = {
	1, 2, 3, 4, 5, 6, 11, 12, 13, 15, 16, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58,
	59, 60, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135,
};
static const uint8_t params_edk2[] = {
	1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43, 50, 51, 54, 58, 59, 60,
	66, 67, 97, 128, 129, 130, 131, 132, 133, 134, 135,
};
static const uint8_t params_ipxe[] = {
	1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130, 131, 132, 133, 134, 135,
	175, 203,
};
static const uint8_t params_windows[] = {
	1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252,
};
static const uint8_t params_dhclient[] = { 1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42 };
static const uint8_t params_udhcpc[] = { 1, 3, 6, 12, 15, 28, 42 };
static const uint8_t params_plain[] = { 1, 3, 6, 15 };

#define PARAMS(list) .params = (list), .n_params = sizeof(list)

static const struct client_kind kinds[] = {
	{ .name = "intel", .ttl = 20, .broadcast = true, .xid_from_mac = true, .uuid = true,
	  .arch = 0, .undi = { 1, 2, 1 }, .secs = SECS_TIMEOUT, PARAMS(params_rom),
	  .vendor_class = "PXEClient:Arch:%05d:UNDI:002001", .max_size = 1260, .pad = 548,
	  .pxe_port = 68 },
	{ .name = "ipxe", .ttl = 64, .uuid = true, .arch = 0, .undi = { 1, 2, 1 },
	  .secs = SECS_IPXE, .client_id = CLIENT_ID_MAC, PARAMS(params_ipxe),
	  .vendor_class = "PXEClient:Arch:%05d:UNDI:002001", .user_class = "iPXE",
	  .max_size = 1472, .pad = 300, .pxe_port = 68 },
	{ .name = "uefi", .ttl = 64, .broadcast = true, .uuid = true, .arch = 7,
	  .undi = { 1, 3, 0 }, .secs = SECS_ELAPSED, PARAMS(params_edk2),
	  .vendor_class = "PXEClient:Arch:%05d:UNDI:003000", .max_size = 1472, .pad = 300,
	  .pxe_port = 4011 },
	{ .name = "uefi-http", .ttl = 64, .broadcast = true, .uuid = true, .arch = 16,
	  .undi = { 1, 3, 0 }, .secs = SECS_ELAPSED, PARAMS(params_edk2),
	  .vendor_class = "HTTPClient:Arch:%05d:UNDI:003000", .max_size = 1472, .pad = 300,
	  .pxe_port = 4011 },
	{ .name = "bdm", .ttl = 64, .arch = -1, .secs = SECS_ZERO, PARAMS(params_plain),
	  .pad = 300, .pxe_port = 68 },
	{ .name = "windows", .ttl = 128, .arch = -1, .secs = SECS_ELAPSED,
	  .client_id = CLIENT_ID_MAC, .vendor_class = "MSFT 5.0", PARAMS(params_windows),
	  .pad = 300, .pxe_port = 68 },
	{ .name = "dhclient", .ttl = 16, .arch = -1, .secs = SECS_ELAPSED,
	  PARAMS(params_dhclient), .pad = 300, .pxe_port = 68 },
	{ .name = "udhcpc", .ttl = 64, .arch = -1, .secs = SECS_ELAPSED,
	  .client_id = CLIENT_ID_MAC, .vendor_class = "udhcp 1.36.1", PARAMS(params_udhcpc),
	  .max_size = 576, .pad = 300, .pxe_port = 68 },
	{ .name = "plain", .ttl = 64, .arch = -1, .secs = SECS_ELAPSED, PARAMS(params_plain),
	  .pad = 300, .pxe_port = 68 },
};

const char client_kind_names[] =
	"intel ipxe uefi uefi-http bdm windows dhclient udhcpc plain";

const struct client_kind *client_kind_find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
