#!/bin/sh
# The scenario tool's own messages.
src=${srcdir:-$(dirname "$0")/../..}
exec "$src/tests/lib/boot2pcap-errors.sh" ./tests/lib/boot2pcap
