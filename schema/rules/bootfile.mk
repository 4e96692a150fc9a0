RULES_SQL += schema/rules/bootfile/tftp-file-not-found.sql
RULES_SQL += schema/rules/bootfile/tftp-no-response.sql
RULES_SQL += schema/rules/bootfile/tsb-no-reply.sql
RULES_SQL += schema/rules/bootfile/secure-boot-rejects-nbp.sql
RULES_SQL += schema/rules/bootfile/tsb-stalled.sql
