RULES_SQL += schema/rules/os/dhcp-cached-lease-conflict.sql
RULES_SQL += schema/rules/os/dhcp-nak-init-reboot.sql
RULES_SQL += schema/rules/os/dhcp-phase-ip-change.sql
RULES_SQL += schema/rules/os/ip-duplicate-address.sql
RULES_SQL += schema/rules/os/ha-failover-ungraceful.sql
