RULES_SQL += schema/rules/capture/capture-one-direction.sql
RULES_SQL += schema/rules/capture/capture-truncated-options.sql
RULES_SQL += schema/rules/capture/capture-undetermined.sql
RULES_SQL += schema/rules/capture/capture-clock-step.sql
RULES_SQL += schema/rules/capture/capture-drops.sql
RULES_SQL += schema/rules/capture/capture-duplicates.sql
RULES_SQL += schema/rules/capture/capture-starts-late.sql
