RULES_SQL += schema/rules/login/login-no-answer.sql
RULES_SQL += schema/rules/login/login-port-unreachable.sql
