# Pseudonyms: nothing of the original is left in anything that is given away.
dist_check_SCRIPTS += tests/redact/redact.sh
EXTRA_DIST += tests/redact/check.py tests/redact/wrap.py
