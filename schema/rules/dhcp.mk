RULES_SQL += schema/rules/dhcp/dhcp-filter-unreachable.sql
RULES_SQL += schema/rules/dhcp/dhcp-lb-to-peer-single-helper.sql
RULES_SQL += schema/rules/dhcp/dhcp-no-offer.sql
RULES_SQL += schema/rules/dhcp/dhcp-offer-not-selected.sql
RULES_SQL += schema/rules/dhcp/dhcp-server-port-closed.sql
RULES_SQL += schema/rules/dhcp/dhcp-unicast-discover-off-subnet.sql
