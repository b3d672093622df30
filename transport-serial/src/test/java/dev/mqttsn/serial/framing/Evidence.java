package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * All messages that octets on a line can mean, wherever they begin, each as {@code from:message}.
 * It is found the slow way, from the rules of the framings and without their code.
 */
final class Evidence {
  private final byte[] line;
  private final Set<String> messages = new TreeSet<>();

  private Evidence(byte[] line) {
    this.line = line;
  }

  static Set<String> on(NodeSide side, byte[] line) {
    Evidence evidence = new Evidence(line);
    switch (side) {
      case LENGTH -> evidence.collectMessages();
      case SLIP -> evidence.collectSlip(false);
      case SLIP_CRC -> evidence.collectSlip(true);
      case COBS -> evidence.collectCobs();
      case XBEE -> evidence.collectApi(true, 12);
      case XBEE_PLAIN -> evidence.collectApi(false, 12);
      case LORALINK -> evidence.collectApi(true, 6);
    }
    return evidence.messages;
  }

  private void add(byte[] from, byte[] message) {
    messages.add(Octets.wrap(from) + ":" + Octets.wrap(message));
  }

  private void addChecked(byte[] octets) {
    int length = octets.length - 2;
    if (length > 0 && crc(octets, length) == word(octets, length)) {
      add(new byte[0], Arrays.copyOf(octets, length));
    }
  }

  private static int word(byte[] octets, int at) {
    return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
  }

  /** CRC-16/CCITT-FALSE, bit by bit. */
  private static int crc(byte[] octets, int length) {
    int crc = 0xFFFF;
    for (int bit = 0; bit < 8 * length; bit++) {
      int in = octets[bit / 8] >> (7 - bit % 8) & 1;
      boolean divides = (crc >> 15 & 1) != in;
      crc = (crc << 1 & 0xFFFF) ^ (divides ? 0x1021 : 0);
    }
    return crc;
  }

  /** Whatever the decoder takes, in an envelope or without. */
  private void collectMessages() {
    for (int from = 0; from < line.length; from++) {
      int envelope = envelopeAt(from);
      int at = from + envelope;
      if (at < line.length) {
        boolean isLong = line[at] == 1 && at + 2 < line.length;
        int end = at + (isLong ? word(line, at + 1) : line[at] & 0xFF);
        addDecodable(from, at, end);
      }
    }
  }

  private int envelopeAt(int from) {
    ByteBuffer here = ByteBuffer.wrap(line, from, line.length - from);
    return Encapsulation.isEncapsulated(here) && (line[from] & 0xFF) > 3 ? line[from] & 0xFF : 0;
  }

  private void addDecodable(int from, int at, int end) {
    boolean whole = end > at && end <= line.length;
    if (whole && !(FrameDecoder.decode(ByteBuffer.wrap(line, at, end - at)) instanceof Malformed)) {
      add(new byte[0], Arrays.copyOfRange(line, from, end));
    }
  }

  private interface Piece {
    void onPiece(byte[] piece);
  }

  private void split(int delimiter, Piece taker) {
    int from = 0;
    for (int i = 0; i < line.length; i++) {
      if ((line[i] & 0xFF) == delimiter) {
        taker.onPiece(Arrays.copyOfRange(line, from, i));
        from = i + 1;
      }
    }
  }

  private void collectSlip(boolean checked) {
    split(
        0xC0,
        piece -> {
          byte[] octets = unslip(piece);
          if (checked) {
            addChecked(octets);
          } else if (octets.length > 0) {
            add(new byte[0], octets);
          }
        });
  }

  private static byte[] unslip(byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < piece.length; i++) {
      if (piece[i] != (byte) 0xDB) {
        out.write(piece[i]);
      } else if (i + 1 < piece.length && piece[i + 1] == (byte) 0xDC) {
        out.write(0xC0);
        i++;
      } else if (i + 1 < piece.length && piece[i + 1] == (byte) 0xDD) {
        out.write(0xDB);
        i++;
      } else {
        return new byte[0];
      }
    }
    return out.toByteArray();
  }

  private void collectCobs() {
    split(0, piece -> addChecked(uncobs(piece)));
  }

  private static byte[] uncobs(byte[] piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int left = 0;
    boolean zeroDue = false;
    for (byte octet : piece) {
      if (left > 0) {
        out.write(octet);
        left--;
        continue;
      }
      if (zeroDue) {
        out.write(0);
      }
      left = (octet & 0xFF) - 1;
      zeroDue = left < 0xFE;
    }
    return left == 0 ? out.toByteArray() : new byte[0];
  }

  /** Every 7E may begin a frame; with escapes a raw one ends what went before. */
  private void collectApi(boolean escaped, int header) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == 0x7E) {
        byte[] rest = Arrays.copyOfRange(line, i + 1, line.length);
        collectFrame(escaped ? unescape(rest) : rest, header);
      }
    }
  }

  private static byte[] unescape(byte[] octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean escape = false;
    for (byte octet : octets) {
      if (octet == 0x7E) {
        break;
      }
      if (octet == 0x7D && !escape) {
        escape = true;
      } else {
        out.write(escape ? octet ^ 0x20 : octet);
        escape = false;
      }
    }
    return out.toByteArray();
  }

  private void collectFrame(byte[] frame, int header) {
    boolean loraLink = header == 6;
    int length = frame.length < 2 ? 0 : word(frame, 0) - (loraLink ? 1 : 0);
    if (length <= header || frame.length < 2 + length + 1) {
      return;
    }
    int sum = 0;
    for (int i = 2; i <= 2 + length; i++) {
      sum += frame[i];
    }
    byte[] data = Arrays.copyOfRange(frame, 2, 2 + length);
    boolean message = loraLink ? data[5] == 0x40 : data[0] == (byte) 0x90;
    if ((sum & 0xFF) == 0xFF && message) {
      int from = loraLink ? 0 : 1;
      add(
          Arrays.copyOfRange(data, from, loraLink ? 1 : 9),
          Arrays.copyOfRange(data, header, length));
    }
  }
}
