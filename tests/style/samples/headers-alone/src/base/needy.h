#pragma once
uint32_t needy_count(void);
