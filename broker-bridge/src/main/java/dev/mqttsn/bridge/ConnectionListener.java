package dev.mqttsn.bridge;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;

/** What a connection tells its link, on the loop: its fate and the broker's packets. */
public interface ConnectionListener {
  /** The client id of MQTT's CONNECT. */
  String mqttClientId();

  /** For logs. */
  String name();

  /** Packets may be sent; CONNECT is the first. */
  void onConnected();

  /**
   * CONNACK.
   *
   * @param code of MQTT 3.1.1 3.2.2.3
   */
  void onConnAck(int code, boolean sessionPresent);

  void onPublishArrived(
      boolean duplicate, int packetId, Qos qos, boolean retain, String topic, Octets payload);

  /** A PUBLISH that was skipped, because no MQTT-SN message could carry it. */
  void onOversizedArrived(boolean duplicate, int packetId, Qos qos);

  void onAck(PacketOut.Ack type, int packetId);

  /**
   * SUBACK.
   *
   * @param granted null where the broker refused
   */
  void onSubAck(int packetId, Qos granted);

  void onUnsubAck(int packetId);

  /** All that has come by now was told. */
  void onReadComplete();

  /** The broker reads again. */
  void onWritable();

  /** Something was written, to be flushed at the end of the turn. */
  void onWritten();

  /** What was written was handed to the network. */
  void onFlushed();

  /**
   * The connection, or the attempt at it, is gone.
   *
   * @param failure null where the broker closed it, or we did as the link asked
   */
  void onEnded(BrokerConnection which, String failure);
}
