dist_man_MANS += man/pvsleuth.1 man/pvsleuth-case.5 man/pvsleuth-json.5 man/pvsleuth-rules.5

# Installed under the command's name, where bash-completion looks for it.
EXTRA_DIST += man/pvsleuth.bash
if COMPLETION
install-data-local:
	$(MKDIR_P) "$(DESTDIR)$(completionsdir)"
	$(INSTALL_DATA) $(srcdir)/man/pvsleuth.bash "$(DESTDIR)$(completionsdir)/pvsleuth"
uninstall-local:
	rm -f "$(DESTDIR)$(completionsdir)/pvsleuth"
endif
