#include "base/low.h"
#include "../base/low.h"
