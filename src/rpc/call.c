/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/call.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "driver/destroy.h"
#include "driver/stop.h"
#include "rpc/descriptors.h"
#include "rpc/relay_hooks.h"
#include "rpc/remote_protocol.h"
#include "rpc/stream.h"

/* Arguments of more bytes are decoded on a worker, not to delay other clients. */
enum { MAX_DECODED_HERE = 64 * 1024 };

static void
call_free(Call *call)
{
    const Procedure *procedure = call->procedure;

    if (call->args != NULL)
        xdr_free(procedure->decode, call->args);
    if (call->ret != NULL)
        xdr_free(procedure->encode, call->ret);
    g_free(call->args);
    g_free(call->ret);
    g_clear_pointer(&call->guest, guest_unref);
    g_clear_pointer(&call->stream, stream_free);
    g_clear_pointer(&call->body, g_bytes_unref);
    descriptors_free(call->received);
    descriptors_free(call->descriptors);
    g_clear_pointer(&call->reply, g_bytes_unref);
    charge_release(&call->place);
    charge_release(&call->bytes);
    charge_release(&call->descriptor_cost);
    connection_end_call(call->connection);
    connection_unref(call->connection);
    g_free(call);
}

void
call_refuse(Connection *connection, const PacketHeader *header, int code, const char *message)
{
    g_autoptr(GError) error = g_error_new_literal(PSERIES_ERROR, code, message);

    connection_send(connection, error_reply_new(header, error, ORIGIN_RPC), NULL);
}

static void
set_error(Call *call, const GError *error)
{
    call->reply = error_reply_new(&call->header, error, call->origin);
}

/* Charges the stream before the client is told of it; without room the call fails. */
static void
reserve_stream(Call *call)
{
    g_autoptr(GError) error = NULL;

    if (call->stream == NULL || !call->is_served ||
        streams_reserve(connection_streams(call->connection), call->stream, &error))
        return;
    g_clear_pointer(&call->reply, g_bytes_unref);
    call->is_served = false;
    call->origin = ORIGIN_RPC;
    set_error(call, error);
}

/* Ends every call that was begun: sends the reply and frees the call.  Main thread. */
static void
finish(void *user)
{
    Call *call = user;
    Connection *connection = call->connection;

    reserve_stream(call);
    connection_send(connection, g_steal_pointer(&call->reply), g_steal_pointer(&call->descriptors));
    if (call->stream != NULL && call->is_served && !connection_is_closed(connection))
        streams_begin(connection_streams(connection), g_steal_pointer(&call->stream),
                      &call->header);
    /* The call may have started a guest that ends with its client, which has gone meanwhile. */
    if (connection_is_closed(connection))
        destroy_owned_guests(call->driver, connection);
    call_free(call);
}

static void
set_result(Call *call)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    bool has_descriptors = call->descriptors != NULL && call->descriptors->len > 0;
    PacketHeader header = call->header;
    uint8_t count[4];

    header.type = has_descriptors ? PACKET_REPLY_WITH_DESCRIPTORS : PACKET_REPLY;
    header.status = PACKET_OK;
    if (has_descriptors) {
        packet_write_word(count, call->descriptors->len);
        g_byte_array_append(body, count, sizeof count);
    }
    if (call->ret == NULL || body_encode(call->procedure->encode, call->ret, body)) {
        call->reply = packet_new(&header, body->data, body->len);
        call->is_served = true;
    } else {
        g_autoptr(GError) error =
            g_error_new_literal(PSERIES_ERROR, VIR_ERR_RPC, _("Unable to encode message payload"));

        set_error(call, error);
    }
}

/* Runs the handler on the calling thread and sets the reply. */
static void
serve(Call *call)
{
    g_autoptr(GError) error = NULL;

    if (call->procedure->ret_size > 0)
        call->ret = g_malloc0(call->procedure->ret_size);
    /* When the daemon ends, no further handler is begun. */
    if (workers_go_on(call->driver->workers, &error) &&
        call->procedure->serve(call, call->args, call->ret, &error))
        set_result(call);
    else
        set_error(call, error);
}

static void
serve_on_worker(void *user)
{
    Call *call = user;

    serve(call);
    workers_post(call->driver->workers, finish, call);
}

/* Runs on a worker once the job is granted.  The guest may have been removed meanwhile. */
static void
serve_with_job(void *user)
{
    Call *call = user;
    g_autoptr(Guest) still_there = NULL;
    g_autoptr(GError) error = NULL;
    const domain_ref *ref = call->args;

    still_there =
        guest_list_find(call->driver->guests, (const uint8_t *)ref->uuid, ref->name, &error);
    if (still_there == call->guest) {
        serve(call);
    } else {
        if (error == NULL)
            error = g_error_new(PSERIES_ERROR, VIR_ERR_NO_DOMAIN,
                                _("no domain with matching name '%s'"), ref->name);
        set_error(call, error);
    }
    workers_post(call->driver->workers, finish, call);
}

static void
refuse_job(const GError *why, void *user)
{
    Call *call = user;

    set_error(call, why);
    finish(call);
}

/* Decodes the arguments, on any thread.  Returns: false when the body is no such value. */
static bool
decode(Call *call, GBytes *packet_body)
{
    /* The number of descriptors comes before the arguments. */
    size_t n_before = call->header.type == PACKET_CALL_WITH_DESCRIPTORS ? 4 : 0;
    size_t n_bytes = 0;
    const uint8_t *body = g_bytes_get_data(packet_body, &n_bytes);

    if (call->procedure->args_size == 0)
        return true;
    call->args = g_malloc0(call->procedure->args_size);
    /* Whatever is an argument has bytes, and an empty body has no address. */
    if (n_bytes > n_before &&
        body_decode(call->procedure->decode, body + n_before, n_bytes - n_before, call->args))
        return true;
    g_clear_pointer(&call->args, g_free);
    return false;
}

/* Checks that the client may make this call, as far as that is known without arguments while
 * call->args is NULL. */
static bool
may_ask(Call *call, GError **error)
{
    const ConnectionState *state = connection_state(call->connection);

    if (!state->is_open && !(call->procedure->flags & PROCEDURE_EARLY)) {
        call->origin = ORIGIN_RPC;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("hypervisor connection not open"));
        return false;
    }
    if (state->is_read_only &&
        !procedure_check_read_only(call->program, call->procedure, call->args, error)) {
        call->origin = call->procedure->relay != RELAY_NONE
                           ? relay_kind(call->procedure->relay)->origin
                           : ORIGIN_DOMAIN;
        return false;
    }
    return true;
}

static bool
has_handler(Call *call, GError **error)
{
    const Procedure *procedure = call->procedure;
    g_autofree char *name = NULL;

    if (procedure->serve != NULL)
        return true;
    name = procedure_api_name(call->program, procedure);
    if (procedure->relay != RELAY_NONE)
        relay_kind_set_missing(procedure->relay, name, error);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SUPPORT, "%s", name);
    return false;
}

static bool
find_guest(Call *call, GError **error)
{
    const domain_ref *ref = call->args;

    if (!(call->procedure->flags & PROCEDURE_OF_GUEST))
        return true;
    call->guest =
        guest_list_find(call->driver->guests, (const uint8_t *)ref->uuid, ref->name, error);
    return call->guest != NULL;
}

/* Asks for the job.  The call may be over, and freed, as soon as that is done. */
static void
request_job(Call *call)
{
    const Procedure *procedure = call->procedure;
    g_autoptr(Guest) guest = guest_ref(call->guest);

    jobs_request(guest->jobs, procedure->job,
                 &(JobTask){.run = serve_with_job, .refused = refuse_job, .user = call});
    if (procedure->flags & PROCEDURE_DESTROYS)
        stop_interrupt(guest);
}

/* Has the call served on the thread that its row asks for. */
static void
route(Call *call)
{
    const Procedure *procedure = call->procedure;

    if (procedure->job != JOB_NONE) {
        request_job(call);
    } else if (procedure->flags & PROCEDURE_BLOCKS) {
        workers_push(call->driver->workers, serve_on_worker, call);
    } else {
        serve(call);
        finish(call);
    }
}

/* Returns: (nullable) what is wrong with the packet itself, as stock words it. */
static char *
find_flaw(Connection *connection, const Procedure *procedure, const PacketHeader *header)
{
    if (procedure == NULL || procedure->status == PROCEDURE_EVENT)
        return g_strdup_printf("unknown procedure: %d", header->procedure);
    if (header->status != PACKET_OK)
        return g_strdup_printf("Unexpected message status %u", header->status);
    if (!connection_state(connection)->is_authenticated && !(procedure->flags & PROCEDURE_FIRST))
        return g_strdup("authentication required");
    return NULL;
}

/* Charges @call to its client.  A client without room for what it has sent is cut off, since it
 * could go on sending. */
static bool
charge(Call *call, const Packet *packet, GError **error)
{
    Account *account = connection_account(call->connection);

    if (!account_charge(account, ACCOUNT_BYTES, g_bytes_get_size(packet->body), &call->bytes,
                        error) ||
        !account_charge(account, ACCOUNT_DESCRIPTORS, call->received->len, &call->descriptor_cost,
                        error)) {
        connection_close(call->connection, false);
        return false;
    }
    return account_charge(account, ACCOUNT_CALLS, 1, &call->place, error);
}

static Call *
call_new(Connection *connection, const Program *program, const Procedure *procedure,
         const Packet *packet)
{
    Call *call = g_new0(Call, 1);

    call->connection = connection_ref(connection);
    call->driver = connection_setup(connection)->driver;
    call->header = packet->header;
    call->program = program;
    call->procedure = procedure;
    call->origin = ORIGIN_DRIVER;
    call->received = descriptors_new();
    if (packet->descriptors->len > 0)
        g_array_append_vals(call->received, packet->descriptors->data, packet->descriptors->len);
    g_array_set_size(packet->descriptors, 0);
    return call;
}

/* Goes on after decoding, on the main thread. */
static void
go_on(Call *call, bool is_decoded)
{
    g_autoptr(GError) error = NULL;

    if (!is_decoded) {
        call_refuse(call->connection, &call->header, VIR_ERR_RPC,
                    "Unable to decode message payload");
        call_free(call);
    } else if (may_ask(call, &error) && has_handler(call, &error) && find_guest(call, &error)) {
        route(call);
    } else {
        set_error(call, error);
        finish(call);
    }
}

static void
go_on_decoded(void *user)
{
    go_on(user, true);
}

static void
go_on_not_decoded(void *user)
{
    go_on(user, false);
}

static void
decode_on_worker(void *user)
{
    Call *call = user;
    bool is_decoded = decode(call, call->body);

    g_clear_pointer(&call->body, g_bytes_unref);
    workers_post(call->driver->workers, is_decoded ? go_on_decoded : go_on_not_decoded, call);
}

void
call_serve_here(Call *call)
{
    if (call->procedure->relay != RELAY_NONE)
        call->origin = relay_kind(call->procedure->relay)->origin;
    if (g_bytes_get_size(call->body) > MAX_DECODED_HERE) {
        workers_push(call->driver->workers, decode_on_worker, call);
    } else {
        bool is_decoded = decode(call, call->body);

        g_clear_pointer(&call->body, g_bytes_unref);
        go_on(call, is_decoded);
    }
}

void
call_answer(Call *call, GBytes *reply)
{
    call->reply = reply;
    finish(call);
}

void
call_fail(Call *call, const GError *error, ErrorOrigin origin)
{
    call->origin = origin;
    set_error(call, error);
    finish(call);
}

void
call_drop(Call *call)
{
    call_free(call);
}

/* Gives @call to the relay, unless it is plain already that the client may not make it. */
static void
relay(Call *call)
{
    const ConnectionSetup *setup = connection_setup(call->connection);
    g_autoptr(GError) error = NULL;

    if (!may_ask(call, &error)) {
        set_error(call, error);
        finish(call);
    } else if (setup->relay == NULL) {
        call_serve_here(call);
    } else {
        setup->relay->call(connection_relay(call->connection), call);
    }
}

void
call_start(Connection *connection, const Program *program, const Packet *packet)
{
    const PacketHeader *header = &packet->header;
    const Procedure *procedure = procedure_find(program, header->procedure);
    g_autofree char *flaw = find_flaw(connection, procedure, header);
    g_autoptr(GError) error = NULL;
    Call *call = NULL;

    if (flaw != NULL) {
        call_refuse(connection, header, VIR_ERR_RPC, flaw);
        return;
    }
    call = call_new(connection, program, procedure, packet);
    if (!charge(call, packet, &error)) {
        call_refuse(connection, header, VIR_ERR_RPC, error->message);
        call_free(call);
        return;
    }
    call->body = g_bytes_ref(packet->body);
    if (procedure->status == PROCEDURE_RELAYED)
        relay(call);
    else
        call_serve_here(call);
}
