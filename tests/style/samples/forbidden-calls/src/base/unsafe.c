/* strcpy(a, b) in a comment */
const char *text = "goto sprintf(";

int
unsafe(char *a, const char *b)
{
    if (b == NULL)
        goto out;
    strcpy(a, b);
    sprintf(a, "%s", b);
    g_strlcpy(a, b, 1);
out:
    return 0;
}
