package dev.mqttsn.bridge;

import dev.mqttsn.wire.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Stands before the MQTT decoder and skips the payload of a PUBLISH that is too large for any
 * MQTT-SN message, so that a broker's messages of up to 256 MB cost no memory. All else passes in
 * slices of what was received.
 */
final class OversizeFilter extends ByteToMessageDecoder {
  /** Beyond this a PUBLISH holds more than 65,535 octets of payload, whatever its topic. */
  static final int MAX_REMAINING_OCTETS = 2 + 65_535 + 2 + 65_535;

  private static final int TYPE_MASK = 0xF0;
  private static final int PUBLISH = 0x30;
  private static final int DUP = 0x08;
  private static final int LENGTH_OCTETS = 2;
  private static final int ID_OCTETS = 2;
  private static final int MAX_LENGTH_FIELD_OCTETS = 4;
  private static final int INCOMPLETE = -1;

  /** Octets of the present packet that are to pass; it has begun to pass already. */
  private int passing;

  /** Octets of the present packet that are to be skipped. */
  private int skipping;

  private int lengthFieldOctets;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (skipping > 0) {
      int octets = Math.min(skipping, in.readableBytes());
      in.skipBytes(octets);
      skipping -= octets;
      return;
    }
    int octets = passable(in);
    if (octets > 0) {
      out.add(in.readRetainedSlice(octets));
      return;
    }
    skip(in, out);
  }

  /** How many octets from here on pass: all packets up to an oversized or an incomplete header. */
  private int passable(ByteBuf in) {
    int end = in.writerIndex();
    int index = in.readerIndex();
    while (index < end) {
      if (passing == 0) {
        int remaining = remainingLength(in, index, end);
        if (remaining == INCOMPLETE || isOversized(in.getByte(index), remaining)) {
          break;
        }
        passing = 1 + lengthFieldOctets + remaining;
      }
      int octets = Math.min(passing, end - index);
      passing -= octets;
      index += octets;
    }
    return index - in.readerIndex();
  }

  private static boolean isOversized(byte first, int remaining) {
    return (first & TYPE_MASK) == PUBLISH && remaining > MAX_REMAINING_OCTETS;
  }

  /** Waits for the topic and the packet id of the oversized PUBLISH at the reader index. */
  private void skip(ByteBuf in, List<Object> out) {
    int start = in.readerIndex();
    int remaining = remainingLength(in, start, in.writerIndex());
    if (remaining == INCOMPLETE) {
      return;
    }
    int header = 1 + lengthFieldOctets;
    if (in.readableBytes() < header + LENGTH_OCTETS) {
      return;
    }
    int first = in.getByte(start);
    Qos qos = Qos.ofBits(first >> 1);
    int topicOctets = in.getUnsignedShort(start + header);
    int variableHeader = LENGTH_OCTETS + topicOctets + (qos.isAcknowledged() ? ID_OCTETS : 0);
    if (in.readableBytes() < header + variableHeader) {
      return;
    }
    int topicIndex = start + header + LENGTH_OCTETS;
    String topic = in.toString(topicIndex, topicOctets, StandardCharsets.UTF_8);
    int packetId = qos.isAcknowledged() ? in.getUnsignedShort(topicIndex + topicOctets) : 0;
    in.skipBytes(header + variableHeader);
    skipping = remaining - variableHeader;
    out.add(new OversizedPublish((first & DUP) != 0, packetId, qos, topic, skipping));
  }

  /** Remembers the size of the length field; one that is malformed passes, for the decoder. */
  private int remainingLength(ByteBuf in, int index, int end) {
    int length = 0;
    for (int i = 0; i < MAX_LENGTH_FIELD_OCTETS; i++) {
      if (index + 1 + i >= end) {
        return INCOMPLETE;
      }
      int octet = in.getByte(index + 1 + i);
      length |= (octet & 0x7F) << (7 * i);
      lengthFieldOctets = i + 1;
      if (octet >= 0) {
        return length;
      }
    }
    return 0;
  }
}
