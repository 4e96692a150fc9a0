RULES_SQL += schema/rules/capture/capture-one-direction.sql
RULES_SQL += schema/rules/capture/capture-truncated-options.sql
RULES_SQL += schema/rules/capture/capture-undetermined.sql
