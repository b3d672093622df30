package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Malformed;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** Knows an MQTT-SN message, or one in a forwarder's envelope, by its header. */
final class MessageRecogniser implements ScanningDeframer.Recogniser {
  private static final int LONG_FORM = 1;
  private static final int LONG_HEADER = 4;
  private static final int SHORT_HEADER = 2;
  private static final int ENVELOPE_HEADER = 3;
  private static final int OCTET_VALUES = 256;

  /** The sizes up to 255 that a message of a type can have, by type and size. */
  private static final BitSet LEGAL_SHORT = legalShort();

  private final int maxFrameOctets;

  MessageRecogniser(int maxFrameOctets) {
    this.maxFrameOctets = maxFrameOctets;
  }

  private static BitSet legalShort() {
    BitSet legal = new BitSet(OCTET_VALUES * OCTET_VALUES);
    for (FrameType type : FrameType.values()) {
      for (int length = SHORT_HEADER; length < OCTET_VALUES; length++) {
        legal.set(type.code() * OCTET_VALUES + length, canDecode(type.code(), length));
      }
    }
    return legal;
  }

  /** The decoder judges a message by its type and size alone, so any body will do. */
  private static boolean canDecode(int type, int length) {
    byte[] message = new byte[length];
    message[0] = (byte) length;
    message[1] = (byte) type;
    return !(FrameDecoder.decode(ByteBuffer.wrap(message)) instanceof Malformed);
  }

  @Override
  public int frameAt(byte[] octets, int from, int to) {
    int length = octets[from] & 0xFF;
    if (to - from < SHORT_HEADER) {
      return length == 0 ? ScanningDeframer.NONE : ScanningDeframer.MORE;
    }
    int type = octets[from + 1] & 0xFF;
    if (length != LONG_FORM && type == FrameType.ENCAPSULATION) {
      return length > ENVELOPE_HEADER
          ? withEnvelope(length, octets, from, to)
          : ScanningDeframer.NONE;
    }
    return whole(0, messageAt(octets, from, to), to - from);
  }

  /** An envelope's length ends before the message in it. */
  private int withEnvelope(int envelope, byte[] octets, int from, int to) {
    if (to - from <= envelope) {
      return ScanningDeframer.MORE;
    }
    return whole(envelope, messageAt(octets, from + envelope, to), to - from);
  }

  private int whole(int envelope, int message, int available) {
    if (message <= 0) {
      return message;
    }
    int length = envelope + message;
    if (length > maxFrameOctets) {
      return ScanningDeframer.NONE;
    }
    return length <= available ? length : ScanningDeframer.MORE;
  }

  /** The length of the message that its header tells, whether it is all here or not. */
  private static int messageAt(byte[] octets, int from, int to) {
    int length = octets[from] & 0xFF;
    if (length == LONG_FORM) {
      return longMessageAt(octets, from, to);
    }
    if (length == 0) {
      return ScanningDeframer.NONE;
    }
    if (to - from < SHORT_HEADER) {
      return ScanningDeframer.MORE;
    }
    int type = octets[from + 1] & 0xFF;
    return LEGAL_SHORT.get(type * OCTET_VALUES + length) ? length : ScanningDeframer.NONE;
  }

  private static int longMessageAt(byte[] octets, int from, int to) {
    if (to - from < LONG_HEADER) {
      return ScanningDeframer.MORE;
    }
    int length = (octets[from + 1] & 0xFF) << 8 | (octets[from + 2] & 0xFF);
    int type = octets[from + 3] & 0xFF;
    // as long as the short form with the same body, the legal sizes of which are known up to 255
    int shortLength = Math.min(length - 2, OCTET_VALUES - 1);
    boolean legal =
        shortLength >= SHORT_HEADER && LEGAL_SHORT.get(type * OCTET_VALUES + shortLength);
    return legal ? length : ScanningDeframer.NONE;
  }
}
