#pragma once

/*
 * A thing.
 */
typedef struct {
    int size; /* in bytes */
    void (*changed)(void *user);
} Thing;
void thing_prepare(void);

typedef void (*ThingVisit)(Thing *thing);

/* Returns: (owned) a thing. */
Thing *thing_new(void);

void thing_free(Thing *thing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Thing, thing_free)

Thing *thing_ref(Thing *thing);
void thing_unref(Thing *thing);

void other_free(Thing *thing);

/* The thing's size in bytes, and in words. */
int thing_size(const Thing *thing);
int thing_size_words(const Thing *thing);

/* Of no function. */

int thing_bare(const Thing *thing, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
int thing_bare_too(void); /* behind */
