#include <stdio.h>

#include "base/late.h"
