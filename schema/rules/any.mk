RULES_SQL += schema/rules/any/icmp-unreachable.sql
RULES_SQL += schema/rules/any/ip-fragment-incomplete.sql
RULES_SQL += schema/rules/any/ip-route-loop.sql
