package dev.mqttsn.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Netty's decoder reads what is written. */
class PacketWriterTest {
  private final ByteBuf out = Unpooled.buffer();

  private <T extends MqttMessage> T decoded(Class<T> type) {
    EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(1_000_000));
    channel.writeInbound(out.copy());
    MqttMessage message = channel.readInbound();
    assertTrue(message.decoderResult().isSuccess(), () -> "" + message.decoderResult());
    return type.cast(message);
  }

  @Test
  void connectWithCredentials() {
    BrokerConfig config = new BrokerConfig("h", 1, "üser", "pass", "gw", 60, 1, 1);
    PacketWriter.connect(out, config, "a node: 1", false, 45);
    MqttConnectMessage connect = decoded(MqttConnectMessage.class);
    assertEquals("a node: 1", connect.payload().clientIdentifier());
    assertEquals("üser", connect.payload().userName());
    assertEquals("pass", new String(connect.payload().passwordInBytes(), UTF_8));
    assertEquals(45, connect.variableHeader().keepAliveTimeSeconds());
    assertFalse(connect.variableHeader().isCleanSession());
    assertFalse(connect.variableHeader().isWillFlag());
    assertEquals(4, connect.variableHeader().version());
  }

  @Test
  void connectWithoutCredentials() {
    PacketWriter.connect(out, BrokerConfig.of("h", 1, "gw"), "n", true, 0);
    MqttConnectMessage connect = decoded(MqttConnectMessage.class);
    assertTrue(connect.variableHeader().isCleanSession());
    assertFalse(connect.variableHeader().hasUserName());
    assertFalse(connect.variableHeader().hasPassword());
  }

  @Test
  void publishOfEachLengthOfTheLengthField() {
    for (int octets : new int[] {0, 1, 120, 130, 16_370, 16_400}) {
      out.clear();
      Octets payload = Octets.wrap(new byte[octets]);
      PacketWriter.publishHeader(
          out, new Publish("n", 9, "tä/1", Qos.EXACTLY_ONCE, true, payload), true);
      out.writeBytes(payload.array());
      MqttPublishMessage publish = decoded(MqttPublishMessage.class);
      assertEquals("tä/1", publish.variableHeader().topicName());
      assertEquals(9, publish.variableHeader().packetId());
      assertEquals(2, publish.fixedHeader().qosLevel().value());
      assertTrue(publish.fixedHeader().isDup());
      assertTrue(publish.fixedHeader().isRetain());
      assertEquals(octets, publish.payload().readableBytes());
      publish.release();
    }
  }

  @Test
  void publishOfQosMinusOneIsQos0() {
    PacketWriter.publishHeader(
        out, new Publish("", 5, "t", Qos.MINUS_ONE, false, Octets.EMPTY), false);
    MqttPublishMessage publish = decoded(MqttPublishMessage.class);
    assertEquals(0, publish.fixedHeader().qosLevel().value());
    publish.release();
  }

  @Test
  void acknowledgements() {
    for (PacketOut.Ack type : PacketOut.Ack.values()) {
      out.clear();
      PacketWriter.acknowledge(out, type, 0xFFFE);
      MqttMessage message = decoded(MqttMessage.class);
      assertEquals(type.name(), message.fixedHeader().messageType().name());
      MqttMessageIdVariableHeader header = (MqttMessageIdVariableHeader) message.variableHeader();
      assertEquals(0xFFFE, header.messageId());
    }
  }

  @Test
  void requests() {
    Map<String, Qos> filters = new LinkedHashMap<>();
    filters.put("a/#", Qos.AT_LEAST_ONCE);
    filters.put("ö", Qos.EXACTLY_ONCE);
    PacketWriter.subscribe(out, 65_535, filters);
    MqttSubscribeMessage subscribe = decoded(MqttSubscribeMessage.class);
    assertEquals(65_535, subscribe.variableHeader().messageId());
    assertEquals("ö", subscribe.payload().topicSubscriptions().get(1).topicFilter());
    assertEquals(2, subscribe.payload().topicSubscriptions().get(1).qualityOfService().value());

    out.clear();
    PacketWriter.unsubscribe(out, 7, "a/#");
    MqttUnsubscribeMessage unsubscribe = decoded(MqttUnsubscribeMessage.class);
    assertEquals(7, unsubscribe.variableHeader().messageId());
    assertEquals(List.of("a/#"), unsubscribe.payload().topics());
  }

  @Test
  void pingAndDisconnect() {
    PacketWriter.pingRequest(out);
    assertEquals(MqttMessageType.PINGREQ, decoded(MqttMessage.class).fixedHeader().messageType());
    out.clear();
    PacketWriter.disconnect(out);
    assertEquals(
        MqttMessageType.DISCONNECT, decoded(MqttMessage.class).fixedHeader().messageType());
  }
}
