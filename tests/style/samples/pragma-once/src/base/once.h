/* words */

#pragma once

int once(void);
