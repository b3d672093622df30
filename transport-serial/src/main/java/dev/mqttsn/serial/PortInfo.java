package dev.mqttsn.serial;

import java.util.List;
import java.util.Optional;

/**
 * A serial port of this machine.
 *
 * @param path as the system names it now, like {@code /dev/ttyUSB0}
 * @param byId names that stay when the adapter is plugged in again, best for a configuration
 * @param description what the system or USB says about it; may be empty
 * @param usbId {@code vendor:product} in hexadecimal digits; empty where it is no USB port
 * @param framing what seems to be spoken; empty where nothing was heard or it was not tried
 */
public record PortInfo(
    String path, List<String> byId, String description, String usbId, Optional<String> framing) {}
