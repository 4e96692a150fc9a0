/*
 * The frames of a played script as capture files: who sees what, tags, link types, clocks.
 */
#ifndef CAPTURE_OUT_H
#define CAPTURE_OUT_H

#include <stdio.h>

#include "play.h"

/* True when CAPTURE records FRAME. */
bool capture_sees(const struct play *play, const struct capture *capture,
		  const struct frame *frame);
/* Writes the file; exits with a message when the disk does not take it. */
void capture_write(const struct play *play, const struct capture *capture, const char *path);

#endif
