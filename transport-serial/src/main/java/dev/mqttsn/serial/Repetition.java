package dev.mqttsn.serial;

import dev.mqttsn.wire.FrameType;
import java.util.Arrays;

/** Tells a retransmission from a second message that happens to be equal. */
final class Repetition {
  private static final int ALL_BUT_DUP = 0x7F;
  private static final int MSG_ID_IN_PUBLISH = 4;

  private Repetition() {}

  /** Whether sending the second is useless while the first still waits; only DUP may differ. */
  static boolean isOf(byte[] waiting, byte[] message) {
    if (waiting.length != message.length) {
      return false;
    }
    int type = MessageKind.typeIndex(message);
    if (type >= message.length || (message[type] & 0xFF) != FrameType.PUBLISH.code()) {
      return Arrays.equals(waiting, message);
    }
    return hasMsgId(message, type) && isEqualButForDup(waiting, message, type + 1);
  }

  /** A PUBLISH without one is QoS 0 and never repeated. */
  private static boolean hasMsgId(byte[] message, int type) {
    int at = type + MSG_ID_IN_PUBLISH;
    return at + 1 < message.length && (message[at] | message[at + 1]) != 0;
  }

  private static boolean isEqualButForDup(byte[] waiting, byte[] message, int flags) {
    return ((waiting[flags] ^ message[flags]) & ALL_BUT_DUP) == 0
        && Arrays.equals(waiting, 0, flags, message, 0, flags)
        && Arrays.equals(waiting, flags + 1, waiting.length, message, flags + 1, message.length);
  }
}
