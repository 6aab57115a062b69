#include "base/low.h"

#include "domain/domain.h"
#include "low.h"
