package dev.mqttsn.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OversizeFilterTest {
  private static final int OVERSIZED = 140_000;

  private final EmbeddedChannel channel = new EmbeddedChannel(new OversizeFilter());
  private final ByteBuf stream = Unpooled.buffer();

  private void write(int packetId, Qos qos, int octets) {
    Octets payload = Octets.wrap(new byte[octets]);
    PacketWriter.publishHeader(stream, new Publish("", packetId, "tö", qos, false, payload), true);
    stream.writeBytes(payload.array());
  }

  /** Received in pieces of that size; gives the oversized messages and collects all else. */
  private List<OversizedPublish> filter(int pieceOctets, ByteBuf passed) {
    List<OversizedPublish> oversized = new ArrayList<>();
    ByteBuf received = stream.copy();
    while (received.isReadable()) {
      int octets = Math.min(pieceOctets, received.readableBytes());
      channel.writeInbound(received.readBytes(octets));
      for (Object message = channel.readInbound();
          message != null;
          message = channel.readInbound()) {
        if (message instanceof OversizedPublish publish) {
          oversized.add(publish);
        } else {
          ByteBuf slice = (ByteBuf) message;
          passed.writeBytes(slice);
          slice.release();
        }
      }
    }
    return oversized;
  }

  @Test
  void whatIsNotOversizedPassesUnchangedHoweverItIsCut() {
    write(1, Qos.AT_LEAST_ONCE, 10);
    PacketWriter.acknowledge(stream, PacketOut.Ack.PUBACK, 2);
    write(0, Qos.AT_MOST_ONCE, 300);
    PacketWriter.pingRequest(stream);
    for (int octets = 1; octets < 20; octets++) {
      ByteBuf passed = Unpooled.buffer();
      assertEquals(List.of(), filter(octets, passed));
      assertEquals(stream, passed);
    }
  }

  @Test
  void anOversizedPublishIsToldWithoutItsPayload() {
    PacketWriter.acknowledge(stream, PacketOut.Ack.PUBACK, 2);
    write(7, Qos.EXACTLY_ONCE, OVERSIZED);
    write(0, Qos.AT_MOST_ONCE, OVERSIZED);
    PacketWriter.acknowledge(stream, PacketOut.Ack.PUBREL, 7);
    for (int octets : new int[] {1, 3, 1_000, 65_536, 1_000_000}) {
      ByteBuf passed = Unpooled.buffer();
      assertEquals(
          List.of(
              new OversizedPublish(true, 7, Qos.EXACTLY_ONCE, "tö", OVERSIZED),
              new OversizedPublish(true, 0, Qos.AT_MOST_ONCE, "tö", OVERSIZED)),
          filter(octets, passed));
      assertEquals(8, passed.readableBytes());
    }
  }

  @Test
  void aMalformedLengthPassesForTheDecoderToRefuse() {
    stream.writeInt(0x30FFFFFF).writeShort(0xFFFF);
    ByteBuf passed = Unpooled.buffer();
    assertEquals(List.of(), filter(6, passed));
    assertEquals(5, passed.readableBytes());
    assertNull(channel.readInbound());
  }
}
