#pragma once
#include <stdbool.h>
bool is_whole(void);
