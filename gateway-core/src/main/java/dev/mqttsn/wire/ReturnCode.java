package dev.mqttsn.wire;

/** The return codes of MQTT-SN 1.2 5.3.10; a code that is reserved decodes as NOT_SUPPORTED. */
public enum ReturnCode {
  ACCEPTED(0),
  CONGESTION(1),
  INVALID_TOPIC_ID(2),
  NOT_SUPPORTED(3);

  private static final ReturnCode[] BY_CODE = values();

  private final int code;

  ReturnCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static ReturnCode ofCode(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : NOT_SUPPORTED;
  }
}
