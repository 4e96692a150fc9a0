noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	analyzer/model/addr.c analyzer/model/addr.h \
	analyzer/model/fact.h \
	analyzer/model/field.h \
	analyzer/model/packet.h \
	analyzer/model/plain.c analyzer/model/plain.h \
	analyzer/model/rfc3074.c analyzer/model/rfc3074.h
