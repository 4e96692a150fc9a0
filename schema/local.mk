# SQL as text: built into the binary by embed.awk, and shipped. A new rule is one line in its phase's .mk.
FACTS_SQL = \
	schema/facts/0001_facts.sql

RULES_SQL =
include $(srcdir)/schema/rules/link.mk
include $(srcdir)/schema/rules/dhcp.mk
include $(srcdir)/schema/rules/pxe.mk
include $(srcdir)/schema/rules/bootfile.mk
include $(srcdir)/schema/rules/login.mk
include $(srcdir)/schema/rules/stream.mk
include $(srcdir)/schema/rules/handover.mk
include $(srcdir)/schema/rules/os.mk
include $(srcdir)/schema/rules/any.mk
include $(srcdir)/schema/rules/capture.mk

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
