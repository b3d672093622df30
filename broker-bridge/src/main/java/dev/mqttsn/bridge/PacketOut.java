package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Qos;
import java.util.Map;

/** The MQTT packets of one link towards the broker; written in order, sent with the next flush. */
public interface PacketOut {
  /** The packets that consist of a packet id, with the first octet of their fixed header. */
  enum Ack {
    PUBACK(0x40),
    PUBREC(0x50),
    PUBREL(0x62),
    PUBCOMP(0x70);

    private final int header;

    Ack(int header) {
      this.header = header;
    }

    int header() {
      return header;
    }
  }

  void connect(boolean cleanSession, int keepAliveSeconds);

  void publish(Publish message, boolean duplicate);

  void acknowledge(Ack type, int packetId);

  void subscribe(int packetId, Map<String, Qos> filters);

  void unsubscribe(int packetId, String filter);

  void pingRequest();

  /** False while the broker reads more slowly than is written. */
  boolean isWritable();
}
