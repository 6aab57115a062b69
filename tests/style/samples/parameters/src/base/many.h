#pragma once

typedef void (*Callback)(int a, int b);

/* A type with commas of its own, and the values of a format, do not count. */
void five(int a, Callback b, int (*c)(int, int), char d, const char *format, ...)
    G_GNUC_PRINTF(5, 6);
void none(void);
void six(int a, int b, int c, int d, int e, int f);
