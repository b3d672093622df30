# Stellaris LM3S6965 evaluation board: Cortex-M3, 50 MHz
CPU := -mcpu=cortex-m3
FLASH_BUDGET := 16384
RAM_BUDGET := 4096
