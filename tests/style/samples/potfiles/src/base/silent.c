/* _("not code") */
