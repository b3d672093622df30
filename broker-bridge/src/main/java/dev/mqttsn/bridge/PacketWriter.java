package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * MQTT 3.1.1 packets of a client, written straight into a buffer: what a loop turn sends on a link
 * shares one buffer and one write, and no message objects are made.
 */
final class PacketWriter {
  private static final int CONNECT = 0x10;
  private static final int PUBLISH = 0x30;
  private static final int SUBSCRIBE = 0x82;
  private static final int UNSUBSCRIBE = 0xA2;
  private static final int PINGREQ = 0xC0;
  private static final int DISCONNECT = 0xE0;

  private static final int PROTOCOL_LEVEL = 4;
  private static final int CLEAN_SESSION = 0x02;
  private static final int HAS_PASSWORD = 0x40;
  private static final int HAS_USERNAME = 0x80;
  private static final int DUP = 0x08;
  private static final int RETAIN = 0x01;

  private static final int ID_OCTETS = 2;
  private static final int LENGTH_OCTETS = 2;
  private static final int CONNECT_HEADER_OCTETS = 10;

  private PacketWriter() {}

  static void connect(
      ByteBuf out, BrokerConfig config, String id, boolean cleanSession, int keepAliveSeconds) {
    // MQTT 3.1.1 allows no password without a user name.
    boolean hasUsername = config.username() != null;
    boolean hasPassword = hasUsername && config.password() != null;
    int length =
        CONNECT_HEADER_OCTETS
            + textOctets(id)
            + (hasUsername ? textOctets(config.username()) : 0)
            + (hasPassword ? textOctets(config.password()) : 0);
    out.writeByte(CONNECT);
    writeLength(out, length);
    writeText(out, "MQTT");
    out.writeByte(PROTOCOL_LEVEL);
    out.writeByte(
        (cleanSession ? CLEAN_SESSION : 0)
            | (hasUsername ? HAS_USERNAME : 0)
            | (hasPassword ? HAS_PASSWORD : 0));
    out.writeShort(keepAliveSeconds);
    writeText(out, id);
    if (hasUsername) {
      writeText(out, config.username());
    }
    if (hasPassword) {
      writeText(out, config.password());
    }
  }

  /** All of a PUBLISH but its payload, which has to follow. */
  static void publishHeader(ByteBuf out, Publish message, boolean duplicate) {
    Qos qos = message.qos();
    boolean hasId = qos.isAcknowledged();
    int qosBits = hasId ? qos.bits() : 0;
    out.writeByte(PUBLISH | (duplicate ? DUP : 0) | qosBits << 1 | (message.retain() ? RETAIN : 0));
    int length = textOctets(message.topic()) + (hasId ? ID_OCTETS : 0) + message.payload().length();
    writeLength(out, length);
    writeText(out, message.topic());
    if (hasId) {
      out.writeShort(message.packetId());
    }
  }

  static void acknowledge(ByteBuf out, PacketOut.Ack type, int packetId) {
    out.writeInt(type.header() << 24 | ID_OCTETS << 16 | packetId);
  }

  static void subscribe(ByteBuf out, int packetId, Map<String, Qos> filters) {
    int length = ID_OCTETS;
    for (String filter : filters.keySet()) {
      length += textOctets(filter) + 1;
    }
    out.writeByte(SUBSCRIBE);
    writeLength(out, length);
    out.writeShort(packetId);
    filters.forEach(
        (filter, qos) -> {
          writeText(out, filter);
          out.writeByte(qos.bits());
        });
  }

  static void unsubscribe(ByteBuf out, int packetId, String filter) {
    out.writeByte(UNSUBSCRIBE);
    writeLength(out, ID_OCTETS + textOctets(filter));
    out.writeShort(packetId);
    writeText(out, filter);
  }

  static void pingRequest(ByteBuf out) {
    out.writeByte(PINGREQ);
    out.writeByte(0);
  }

  static void disconnect(ByteBuf out) {
    out.writeByte(DISCONNECT);
    out.writeByte(0);
  }

  private static int textOctets(String text) {
    return LENGTH_OCTETS + ByteBufUtil.utf8Bytes(text);
  }

  private static void writeText(ByteBuf out, String text) {
    int octets = ByteBufUtil.utf8Bytes(text);
    out.writeShort(octets);
    if (octets == text.length()) {
      out.writeCharSequence(text, StandardCharsets.US_ASCII);
    } else {
      ByteBufUtil.writeUtf8(out, text);
    }
  }

  /** Seven bits an octet, the lowest first (MQTT 3.1.1 2.2.3). */
  private static void writeLength(ByteBuf out, int length) {
    int rest = length;
    while (rest > 0x7F) {
      out.writeByte((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
