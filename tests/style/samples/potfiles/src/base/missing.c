const char *a = N_("hello");
