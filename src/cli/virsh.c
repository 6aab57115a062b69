/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/virsh.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/process.h"
#include "qemu/qmp_reader.h"

enum {
    TIMEOUT_MS = 120000,
    END_TIMEOUT_MS = 10000,
    READ_BYTES = 64 * 1024,
    MAX_OUTPUT_BYTES = 64 * 1024 * 1024,
    /* A word of a command line is at most 128 KiB long. */
    MAX_COMMANDS_BYTES = 64 * 1024,
};

/* Returns: false at the end, or with @error. */
static bool
read_some(int fd, gint64 deadline, GString *text, GError **error)
{
    struct pollfd waited = {.fd = fd, .events = POLLIN};
    gint64 left_ms = (deadline - g_get_monotonic_time()) / 1000;
    g_autofree char *bytes = g_malloc(READ_BYTES);
    ssize_t n_bytes = 0;

    if (left_ms <= 0 || poll(&waited, 1, (int)left_ms) == 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("virsh did not answer in time"));
        return false;
    }
    n_bytes = recv(fd, bytes, READ_BYTES, MSG_DONTWAIT);
    if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n_bytes <= 0)
        return false;
    g_string_append_len(text, bytes, n_bytes);
    if (text->len <= MAX_OUTPUT_BYTES)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("virsh printed more than %d bytes"), MAX_OUTPUT_BYTES);
    return false;
}

/* What virsh has written. */
typedef struct {
    GString *text;
    char *complaint; /* to stderr; "" for none */
} Output;

static void
output_clear(Output *output)
{
    g_string_free(output->text, TRUE);
    g_free(output->complaint);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Output, output_clear)

static bool
fail_with(const Output *output, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("virsh failed: %s"),
                output->complaint);
    return false;
}

static bool
read_output(Process *process, int fd, Output *output, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)TIMEOUT_MS * 1000;
    g_autoptr(GError) problem = NULL;
    int status = -1;

    while (read_some(fd, deadline, output->text, &problem))
        ;
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    process_wait(process, END_TIMEOUT_MS, &status);
    output->complaint = process_stderr(process);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) || fail_with(output, error);
}

/* Has virsh run @commands, separated by ";". */
static bool
run(const VirshGuest *guest, const char *commands, Output *output, GError **error)
{
    const char *words[] = {"virsh", "--quiet", "--connect", guest->uri, commands, NULL};
    ProcessRequest request = {.words = words};
    g_autoptr(Process) process = NULL;
    int ends[2] = {-1, -1};
    bool is_read = false;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot make a socket: %s"),
                    g_strerror(errno));
        return false;
    }
    request.io = ends[1];
    process = process_start(&request, error);
    close(ends[1]);
    is_read = process != NULL && read_output(process, ends[0], output, error);
    close(ends[0]);
    return is_read;
}

char *
virsh_document(const VirshGuest *guest, GError **error)
{
    g_autofree char *name = g_shell_quote(guest->name);
    g_autofree char *command = g_strconcat("dumpxml --domain ", name, NULL);
    g_auto(Output) output = {.text = g_string_new(NULL)};

    if (!run(guest, command, &output, error))
        return NULL;
    return g_strdup(output.text->str);
}

/* Takes the answers to the @n commands from @first on. */
static bool
take_answers(QmpBatch *batch, unsigned first, unsigned n, const Output *output, GError **error)
{
    g_autoptr(QmpReader) reader = qmp_reader_new(QMP_READER_MAX_LINE_BYTES);

    if (!qmp_reader_feed(reader, output->text->str, output->text->len, error))
        return false;
    for (unsigned i = 0; i < n; i++) {
        g_autoptr(JsonObject) answer = qmp_reader_next(reader);

        /* It goes on behind a command that has failed. */
        if (answer == NULL)
            return fail_with(output, error);
        qmp_batch_take_answer(batch, first + i, answer);
    }
    return true;
}

/* Writes commands for the first of @messages, as many as one call of virsh takes.  Returns: how
 * many. */
static unsigned
write_commands(GString *commands, const VirshGuest *guest, char *const *messages)
{
    g_autofree char *name = g_shell_quote(guest->name);
    unsigned n = 0;

    while (messages[n] != NULL && messages[n][0] != '\0' && commands->len < MAX_COMMANDS_BYTES) {
        g_autofree char *message = g_shell_quote(messages[n]);

        g_string_append_printf(commands, "qemu-monitor-command --domain %s --cmd %s;", name,
                               message);
        n++;
    }
    return n;
}

bool
virsh_ask(void *user, QmpBatch *batch, GError **error)
{
    const VirshGuest *guest = user;
    g_autofree char *text = qmp_batch_text(batch, 0);
    g_auto(GStrv) messages = g_strsplit(text, "\r\n", -1);
    unsigned n_done = 0;

    while (n_done < qmp_batch_n(batch)) {
        g_autoptr(GString) commands = g_string_new(NULL);
        g_auto(Output) output = {.text = g_string_new(NULL)};
        unsigned n = write_commands(commands, guest, messages + n_done);

        if (!run(guest, commands->str, &output, error) ||
            !take_answers(batch, n_done, n, &output, error))
            return false;
        n_done += n;
    }
    return true;
}
