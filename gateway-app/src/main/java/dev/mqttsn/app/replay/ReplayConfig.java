package dev.mqttsn.app.replay;

import dev.mqttsn.gateway.Limits;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.Link;
import dev.mqttsn.wire.Octets;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How the fresh gateway is set up.
 *
 * @param gatewayId empty for that of the capture
 * @param linkAt the link that the gateway has at one of its addresses, in octets of IP address and
 *     port
 */
public record ReplayConfig(
    OptionalInt gatewayId,
    PredefinedTopics predefined,
    Limits limits,
    Function<Octets, Link> linkAt) {}
