package dev.mqttsn.app;

import dev.mqttsn.port.Retry;
import dev.mqttsn.serial.SerialConfig;

/**
 * One serial link.
 *
 * @param origin the option, or the file's line and key, that a mistake names
 * @param rules what the link says of its own
 */
record SerialSettings(String origin, SerialConfig config, LinkRules rules) {
  /** No ADVERTISE unless the link asks for it: on a radio it costs everybody's air time. */
  SerialConfig config(Retry usual) {
    return config.with(rules.retry(usual), rules.advertiseMillis(0));
  }
}
