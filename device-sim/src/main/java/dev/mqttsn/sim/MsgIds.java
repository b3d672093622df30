package dev.mqttsn.sim;

/** The node's MsgIds: 1 to 65535 in turn (MQTT-SN 1.2 5.3.7). */
final class MsgIds {
  private static final int MAX = 0xFFFF;
  private int last;

  int next() {
    last = last == MAX ? 1 : last + 1;
    return last;
  }
}
