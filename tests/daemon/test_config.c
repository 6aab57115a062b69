/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/config.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "daemon/reference.h"

/* Files that are refused: what is said is like @message (a pattern). */
static const struct {
    const char *name;
    const char *text;
    const char *message;
} refused[] = {
    {"unknown-key", "\n# x\nmax_client = 3\n",
     "f.conf:3: there is no key 'max_client' (its value is 3): *"},
    {"string-for-number", "max_clients = \"3\"",
     "f.conf:1: 'max_clients' takes a number from 1 to 65536; not \"3\""},
    {"list-for-number", "max_clients = [ \"3\",\n \"4\" ]",
     "f.conf:1: 'max_clients' takes a number*"},
    {"number-for-string", "user = 107", "f.conf:1: 'user' takes a name in quotes; not 107"},
    {"number-for-mode", "unix_sock_rw_perms = 770",
     "*takes permissions as octal digits in quotes, up to \"0777\"; not 770"},
    {"mode-not-octal", "unix_sock_rw_perms = \"0780\"", "*octal digits*; not \"0780\""},
    {"mode-empty", "unix_sock_rw_perms = \"\"", "*octal digits*; not \"\""},
    {"mode-too-large", "unix_sock_ro_perms = \"1777\"", "*up to \"0777\"; not \"1777\""},
    {"below", "max_workers = 0", "*'max_workers' takes a number from 1 to 1024; not 0"},
    {"above", "max_workers = 1025", "*from 1 to 1024; not 1025"},
    {"negative", "max_core = -1", "*'max_core' takes a number from 0; not -1"},
    {"below-negative", "keepalive_interval = -2", "*from -1 to 86400; not -2"},
    {"overflow", "max_core = 9223372036854775808", "f.conf:1: a number that is too large"},
    {"not-a-switch", "seccomp_sandbox = 2", "*from -1 to 1; not 2"},
    {"name-empty", "group = \"\"", "*'group' takes a name in quotes; not \"\""},
    {"relative-folder", "run_directory = \"run\"",
     "*takes an absolute path in quotes; not \"run\""},
    {"uuid", "host_uuid = \"1-2\"", "*takes a UUID in quotes; not \"1-2\""},
    {"twice", "max_workers = 2\nmax_workers = 3\n",
     "f.conf:2: 'max_workers' = 3, but line 1 sets*"},
    {"anonymous", "max_clients = 10\nmax_anonymous_clients = 11",
     "f.conf:2: 'max_anonymous_clients' takes at most max_clients, which is 10; not 11"},
    {"no-value", "user =\n", "f.conf:1: a value is a number, *"},
    {"bare-word", "user = root\n", "f.conf:1: a value is a number, *"},
    {"no-equals", "user \"root\"\n", "f.conf:1: no '=' after 'user'"},
    {"no-key", "= 3\n", "f.conf:1: a line is 'key = value', or a comment after '#'"},
    {"section", "[daemon]\n", "f.conf:1: a line is 'key = value'*"},
    {"key-of-digits", "7 = 3\n", "f.conf:1: a line is 'key = value'*"},
    {"open-string", "user = \"root\n", "f.conf:1: a string without its closing quote"},
    {"open-string-at-end", "user = \"root", "f.conf:1: a string without its closing quote"},
    {"open-list", "user = [ \"a\"", "f.conf:1: the items of a list are separated by ','"},
    {"open-list-comma", "user = [ \"a\",", "f.conf:1: a list takes strings in quotes, up to ']'"},
    {"list-of-numbers", "user = [\n 1 ]", "f.conf:2: a list takes strings in quotes, up to ']'"},
    {"list-without-comma", "user = [ \"a\" \"b\" ]", "f.conf:1: the items of a list are*"},
    {"two-values", "max_workers = 1 2\n",
     "f.conf:1: there is more after the value of 'max_workers'"},
    {"unit", "max_core = 1M\n", "f.conf:1: there is more after the value of 'max_core'"},
    {"two-on-a-line", "max_workers = 1 max_clients = 2\n", "f.conf:1: there is more after*"},
    {"minus", "keepalive_interval = -\n", "f.conf:1: '-' without a number"},
    {"not-text", "\nuser = \"\xff\"\n", "f.conf:2: a byte that is not UTF-8 text"},
};

static Config *
parse(const char *text, GError **error)
{
    return config_parse(text, strlen(text), "f.conf", true, error);
}

static void
test_refused(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = parse(refused[i].text, &error);

    g_assert_null(config);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX);
    if (!g_pattern_match_simple(refused[i].message, error->message))
        g_error("'%s' is not like '%s'", error->message, refused[i].message);
}

static void
test_nul(void)
{
    static const char text[] = "max_workers = 1\n\0max_clients = 2\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_parse(text, sizeof(text) - 1, "f.conf", true, &error);

    g_assert_null(config);
    g_assert_cmpstr(error->message, ==, "f.conf:2: a byte that is not UTF-8 text");
}

static void
test_values(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = parse("# first\n"
                                     "\tmax_workers=7   # as many\r\n"
                                     "keepalive_interval = -1\n\n"
                                     "unix_sock_rw_perms = \"0700\"\n"
                                     "user = 'a \"b\" # c'\n"
                                     "run_directory = \"/r\"\n"
                                     "max_core = 9223372036854775807\n"
                                     "max_clients = 3 # last",
                                     &error);

    g_assert_no_error(error);
    g_assert_cmpint(config->max_workers, ==, 7);
    g_assert_cmpint(config->keepalive_interval, ==, -1);
    g_assert_cmpint(config->unix_sock_rw_perms, ==, 0700);
    g_assert_cmpint(config->unix_sock_ro_perms, ==, 0777);
    g_assert_cmpstr(config->user, ==, "a \"b\" # c");
    g_assert_cmpstr(config->run_directory, ==, "/r");
    g_assert_null(config->group);
    g_assert_cmpint(config->max_core, ==, INT64_MAX);
    g_assert_cmpint(config->max_clients, ==, 3);
    /* a default makes room for what was set */
    g_assert_cmpint(config->max_anonymous_clients, ==, 3);
}

static void
assert_equal(Config *left, Config *right, const ConfigKey *key)
{
    const char *at = (const char *)left + key->offset;
    const char *other = (const char *)right + key->offset;

    if (key->type == CONFIG_NUMBER || key->type == CONFIG_MODE)
        g_assert_cmpint(*(const int64_t *)(const void *)at, ==,
                        *(const int64_t *)(const void *)other);
}

/* The file as it is installed sets nothing; with its keys in force it is taken, and its numbers are
 * the defaults. */
static void
test_default_file(void)
{
    g_autofree char *text = reference_conf();
    g_autoptr(GRegex) commented = g_regex_new("^#(?=[a-z])", G_REGEX_MULTILINE, 0, NULL);
    g_autofree char *in_force = g_regex_replace(commented, text, -1, 0, "", 0, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) defaults = config_new();
    g_autoptr(Config) config = parse(text, &error);
    g_autoptr(Config) all = parse(in_force, &error);

    g_assert_no_error(error);
    for (const ConfigKey *key = config_keys; key->name != NULL; key++) {
        g_autofree char *line = g_strconcat("\n", key->name, " = ", NULL);

        g_assert_nonnull(strstr(in_force, line));
        assert_equal(config, defaults, key);
        assert_equal(all, defaults, key);
    }
    g_assert_cmpstr(all->config_directory, ==, "/etc/libvirt/pseries");
    g_assert_null(config->config_directory);
}

static void
test_session(void)
{
    static const char text[] = "max_workers = 2\nunix_sock_group = \"g\"\n";
    g_autoptr(Config) config = NULL;

    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "f.conf:2: 'unix_sock_group' means*");
    config = config_parse(text, strlen(text), "f.conf", false, NULL);
    g_test_assert_expected_messages();
    g_assert_nonnull(config);
}

static void
test_load(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("pseries-config-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "x.conf", NULL);
    g_autoptr(Config) missing = config_load(file, false, true, &error);
    g_autoptr(Config) refusal = NULL;
    g_autoptr(Config) no_file = NULL;
    g_autoptr(Config) found = NULL;

    g_assert_no_error(error);
    g_assert_cmpint(missing->max_workers, ==, 20);
    refusal = config_load(file, true, true, &error);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPEN_FAILED);
    g_assert_null(refusal);
    g_clear_error(&error);
    no_file = config_load(folder, false, true, &error);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPEN_FAILED);
    g_clear_error(&error);
    g_assert_true(g_file_set_contents(file, "max_workers = 9\n", -1, NULL));
    found = config_load(file, true, true, &error);
    g_assert_no_error(error);
    g_assert_cmpint(found->max_workers, ==, 9);
    g_assert_cmpint(unlink(file), ==, 0);
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/values", test_values);
    g_test_add_func("/config/nul", test_nul);
    g_test_add_func("/config/default-file", test_default_file);
    g_test_add_func("/config/session", test_session);
    g_test_add_func("/config/load", test_load);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/config/refused/", refused[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    return g_test_run();
}
