static int twice(int x);
static const int table[] = {1, 2};
static int (*hook)(int) = twice;

int from_elsewhere(int x);

static int
twice(int x)
{
    return 2 * x;
}
