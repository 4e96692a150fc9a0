RULES_SQL += schema/rules/link/dhcp-dot1x-blocked.sql
RULES_SQL += schema/rules/link/dhcp-stp-blocked.sql
