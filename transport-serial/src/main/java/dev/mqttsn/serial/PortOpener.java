package dev.mqttsn.serial;

/** Opens ports by name. */
@FunctionalInterface
interface PortOpener {
  PortDevice open(String port, int baud) throws PortFailure;
}
