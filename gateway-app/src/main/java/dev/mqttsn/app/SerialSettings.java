package dev.mqttsn.app;

import dev.mqttsn.serial.SerialConfig;

/**
 * One serial link.
 *
 * @param origin the option, or the file's line and key, that a mistake names
 */
record SerialSettings(String origin, SerialConfig config) {}
