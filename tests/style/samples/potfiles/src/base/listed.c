const char *a = _("hello");
