# SQL as text: built into the binary by embed.awk, and shipped. A new rule is one line here.
FACTS_SQL = \
	schema/facts/0001_facts.sql

RULES_SQL = \
	schema/rules/bootfile/tftp-file-not-found.sql \
	schema/rules/bootfile/tftp-no-response.sql \
	schema/rules/bootfile/tsb-no-reply.sql \
	schema/rules/capture/capture-one-direction.sql \
	schema/rules/capture/capture-truncated-options.sql \
	schema/rules/capture/capture-undetermined.sql \
	schema/rules/dhcp/dhcp-lb-to-peer-single-helper.sql \
	schema/rules/dhcp/dhcp-no-offer.sql \
	schema/rules/dhcp/dhcp-offer-not-selected.sql \
	schema/rules/login/login-no-answer.sql \
	schema/rules/login/login-port-unreachable.sql \
	schema/rules/os/dhcp-cached-lease-conflict.sql \
	schema/rules/os/ip-duplicate-address.sql \
	schema/rules/pxe/pxe-no-bootfile.sql \
	schema/rules/pxe/pxe-proxy-missing.sql

SCHEMA_SQL = schema/derived.sql schema/views.sql
EXTRA_DIST += schema/embed.awk $(FACTS_SQL) $(SCHEMA_SQL) $(RULES_SQL)

BUILT_SOURCES += schema/embedded_facts.c schema/embedded_rules.c schema/embedded_schema.c
CLEANFILES += schema/embedded_facts.c schema/embedded_rules.c schema/embedded_schema.c

schema/embedded_facts.c: schema/embed.awk $(FACTS_SQL)
	$(AM_V_GEN)$(MKDIR_P) schema && cd $(srcdir) && \
	$(AWK) -v table=embedded_facts -v strip=schema/facts/ -f schema/embed.awk $(FACTS_SQL) \
		> $(abs_builddir)/$@.tmp && mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@
schema/embedded_rules.c: schema/embed.awk $(RULES_SQL) schema/local.mk
	$(AM_V_GEN)$(MKDIR_P) schema && cd $(srcdir) && \
	$(AWK) -v table=embedded_rules -v strip=schema/rules/ -f schema/embed.awk $(RULES_SQL) /dev/null \
		> $(abs_builddir)/$@.tmp && mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@
schema/embedded_schema.c: schema/embed.awk $(SCHEMA_SQL)
	$(AM_V_GEN)$(MKDIR_P) schema && cd $(srcdir) && \
	$(AWK) -v table=embedded_schema -v strip=schema/ -f schema/embed.awk $(SCHEMA_SQL) \
		> $(abs_builddir)/$@.tmp && mv $(abs_builddir)/$@.tmp $(abs_builddir)/$@
