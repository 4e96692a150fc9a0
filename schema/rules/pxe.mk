RULES_SQL += schema/rules/pxe/pxe-4011-silent.sql
RULES_SQL += schema/rules/pxe/pxe-arp-timeout.sql
RULES_SQL += schema/rules/pxe/pxe-next-server-missing.sql
RULES_SQL += schema/rules/pxe/pxe-no-bootfile.sql
RULES_SQL += schema/rules/pxe/pxe-old-proxy-wins.sql
RULES_SQL += schema/rules/pxe/pxe-opt60-misset.sql
RULES_SQL += schema/rules/pxe/pxe-proxy-missing.sql
RULES_SQL += schema/rules/pxe/pxe-proxy-only.sql
