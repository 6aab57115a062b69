const char *a = "/home/somebody/file";
const char *b = "/sys/devices";
