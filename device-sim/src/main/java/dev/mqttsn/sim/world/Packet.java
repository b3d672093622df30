package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.PacketOut;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.Map;

/** An MQTT 3.1.1 packet between bridge and broker. */
sealed interface Packet {
  record Connect(String clientId, boolean clean, int keepAliveSeconds) implements Packet {}

  record ConnAck(int code, boolean sessionPresent) implements Packet {}

  record Publish(boolean dup, int packetId, String topic, Qos qos, boolean retain, Octets payload)
      implements Packet {
    Publish withDup(boolean isDup) {
      return new Publish(isDup, packetId, topic, qos, retain, payload);
    }

    @Override
    public String toString() {
      return "PUBLISH"
          + (dup ? " dup" : "")
          + " q"
          + qos.bits()
          + " "
          + topic
          + " id "
          + packetId
          + " "
          + Payloads.id(payload);
    }
  }

  record Ack(PacketOut.Ack type, int packetId) implements Packet {
    @Override
    public String toString() {
      return type + " " + packetId;
    }
  }

  record Subscribe(int packetId, Map<String, Qos> filters) implements Packet {}

  record SubAck(int packetId, Qos granted) implements Packet {}

  record Unsubscribe(int packetId, String filter) implements Packet {}

  record UnsubAck(int packetId) implements Packet {}

  record PingReq() implements Packet {}

  record PingResp() implements Packet {}

  record Disconnect() implements Packet {}
}
