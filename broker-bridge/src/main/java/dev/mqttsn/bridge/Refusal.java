package dev.mqttsn.bridge;

import dev.mqttsn.wire.ReturnCode;

/** A CONNACK other than 0 (MQTT 3.1.1 3.2.2.3), in words and as the node is answered. */
record Refusal(ReturnCode returnCode, String reason) {
  static Refusal of(int code) {
    return switch (code) {
      case 1 -> refused("unacceptable protocol version");
      case 2 -> refused("client id rejected");
      case 3 -> new Refusal(ReturnCode.CONGESTION, "server unavailable");
      case 4 -> refused("bad user name or password");
      case 5 -> refused("not authorized");
      default -> refused("return code " + code);
    };
  }

  private static Refusal refused(String reason) {
    return new Refusal(ReturnCode.NOT_SUPPORTED, reason);
  }
}
