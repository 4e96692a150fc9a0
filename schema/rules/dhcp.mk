RULES_SQL += schema/rules/dhcp/dhcp-lb-to-peer-single-helper.sql
RULES_SQL += schema/rules/dhcp/dhcp-no-offer.sql
RULES_SQL += schema/rules/dhcp/dhcp-offer-not-selected.sql
