RULES_SQL += schema/rules/pxe/pxe-no-bootfile.sql
RULES_SQL += schema/rules/pxe/pxe-proxy-missing.sql
