package dev.mqttsn.wire;

/** The return codes of MQTT-SN 1.2 5.3.10; a code that is reserved decodes as NOT_SUPPORTED. */
public enum ReturnCode {
  ACCEPTED,
  CONGESTION,
  INVALID_TOPIC_ID,
  NOT_SUPPORTED;

  private static final ReturnCode[] BY_CODE = values();

  public int code() {
    return ordinal();
  }

  public static ReturnCode ofCode(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : NOT_SUPPORTED;
  }
}
