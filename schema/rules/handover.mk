RULES_SQL += schema/rules/handover/boot-loop.sql
RULES_SQL += schema/rules/handover/handover-blocked.sql
RULES_SQL += schema/rules/handover/handover-not-started.sql
RULES_SQL += schema/rules/handover/handover-jumbo-mismatch.sql
