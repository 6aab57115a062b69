#include <unistd.h>

/* chown(path) in a comment, and of a descriptor */
int
by_path(const char *path, int fd)
{
    return fchown(fd, 0, 0) != 0 || lchown(path, 0, 0) != 0;
}
