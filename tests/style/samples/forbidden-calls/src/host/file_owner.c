#include <unistd.h>

int
the_one_module(const char *path)
{
    return chown(path, 0, 0);
}
