package dev.mqttsn.serial.framing;

import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the other end of each kind of line writes: a node, or a modem that hears nodes. */
public enum NodeSide {
  LENGTH("length", ""),
  SLIP("slip", ""),
  SLIP_CRC("slip-crc", ""),
  COBS("cobs", ""),
  XBEE("xbee", "") {
    @Override
    public byte[] write(Octets node, byte[] message) {
      return ApiFrame.encode(xbeeReceive(node, message), ApiFrame.LengthOf.DATA, true);
    }
  },
  XBEE_PLAIN("xbee", "1") {
    @Override
    public byte[] write(Octets node, byte[] message) {
      return ApiFrame.encode(xbeeReceive(node, message), ApiFrame.LengthOf.DATA, false);
    }
  },
  LORALINK("loralink", "") {
    @Override
    public byte[] write(Octets node, byte[] message) {
      ByteBuffer data = ByteBuffer.allocate(6 + message.length);
      node.writeTo(data);
      data.putShort((short) -70).putShort((short) 9).put((byte) 0x40).put(message);
      return ApiFrame.encode(data.array(), ApiFrame.LengthOf.DATA_AND_CHECKSUM, true);
    }
  };

  private static final int MAX_MESSAGE_OCTETS = 255;

  private final String framing;
  private final String mode;

  NodeSide(String framing, String mode) {
    this.framing = framing;
    this.mode = mode;
  }

  static byte[] xbeeReceive(Octets node, byte[] message) {
    ByteBuffer data = ByteBuffer.allocate(12 + message.length);
    data.put((byte) 0x90);
    node.writeTo(data);
    return data.putShort((short) 0x4A81).put((byte) 1).put(message).array();
  }

  public String framing() {
    return framing;
  }

  public Map<String, String> options() {
    return mode.isEmpty() ? Map.of() : Map.of("mode", mode);
  }

  Framing open() {
    return Framings.create(framing, options(), MAX_MESSAGE_OCTETS);
  }

  public byte[] write(Octets node, byte[] message) {
    return open().encode(node, message, 0);
  }

  /**
   * The same with a check that is wrong by this much.
   *
   * @param error 1 to 255
   */
  byte[] writeWrong(Octets node, byte[] message, int error) {
    byte[] line = write(node, message);
    return switch (this) {
      case LENGTH, SLIP -> throw new IllegalStateException("no check");
      case SLIP_CRC -> SLIP.write(node, wrongCrc(message, error));
      case COBS -> Arrays.copyOf(Cobs.encode(wrongCrc(message, error)), line.length + 1);
      case XBEE, XBEE_PLAIN, LORALINK -> wrongSum(line, error);
    };
  }

  private static byte[] wrongCrc(byte[] message, int error) {
    byte[] checked = Crc16.append(message);
    checked[checked.length - 1] ^= (byte) error;
    return checked;
  }

  private byte[] wrongSum(byte[] line, int error) {
    boolean escaped = this != XBEE_PLAIN && line[line.length - 2] == ApiFrame.ESCAPE;
    int last = line[line.length - 1] & 0xFF;
    int wrong = (escaped ? ApiFrame.unescape(last) : last) ^ error;
    if (this == XBEE_PLAIN) {
      line[line.length - 1] = (byte) wrong;
      return line;
    }
    byte[] out = Arrays.copyOf(line, line.length + (escaped ? 0 : 1));
    out[out.length - 2] = ApiFrame.ESCAPE;
    out[out.length - 1] = (byte) ApiFrame.unescape(wrong);
    return out;
  }

  boolean hasSumOnly() {
    return this == XBEE || this == XBEE_PLAIN || this == LORALINK;
  }

  boolean isChecked() {
    return this != LENGTH && this != SLIP;
  }

  /** Hears what the gateway writes. */
  public GatewayFrames hear() {
    return switch (this) {
      case LENGTH, SLIP, SLIP_CRC, COBS -> GatewayFrames.pointToPoint(open());
      case XBEE -> GatewayFrames.xbee(XBeeMode.ESCAPED);
      case XBEE_PLAIN -> GatewayFrames.xbee(XBeeMode.PLAIN);
      case LORALINK -> GatewayFrames.loraLink();
    };
  }

  public Octets node(Random random) {
    byte[] address = new byte[open().broadcastAddress().length()];
    random.nextBytes(address);
    if (address.length > 0) {
      address[0] = (byte) (1 + random.nextInt(0xFE));
    }
    return Octets.wrap(address);
  }

  /** A random message that the framing can carry, of octets that are special to some framing. */
  byte[] message(Random random) {
    List<Integer> special = List.of(0x7E, 0x7D, 0x11, 0x13, 0xC0, 0xDB, 0xDC, 0xDD, 0x00, 0x0D);
    byte[] message = new byte[7 + random.nextInt(random.nextInt(8) == 0 ? 600 : 60)];
    random.nextBytes(message);
    for (int i = 0; i < message.length; i++) {
      if (random.nextInt(4) == 0) {
        message[i] = special.get(random.nextInt(special.size())).byteValue();
      }
    }
    if (message.length < 256) {
      message[0] = (byte) message.length;
      message[1] = 0x0C;
    } else {
      message[0] = 1;
      message[1] = (byte) (message.length >> 8);
      message[2] = (byte) message.length;
      message[3] = 0x0C;
    }
    return message;
  }
}
