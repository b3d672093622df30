package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A small gateway with one fault, which promises what it does not keep. */
final class FaultyGateway implements AutoCloseable {
  /** What it does wrong with every tenth message. */
  enum Fault {
    NONE,
    LOSES_WHAT_IT_ACKNOWLEDGED,
    PUBLISHES_TWICE,
    INVENTS
  }

  private static final int EVERY = 10;

  private final EmbeddedBroker broker;
  private final Fault fault;
  private final DatagramSocket socket;
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<String> unreleased = new HashSet<>();
  private int published;

  FaultyGateway(EmbeddedBroker broker, Fault fault) throws IOException {
    this.broker = broker;
    this.fault = fault;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::run, "faulty gateway");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void run() {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    try {
      while (!socket.isClosed()) {
        socket.receive(packet);
        ByteBuffer message = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
        if (FrameDecoder.decode(message) instanceof Frame frame) {
          onFrame(packet.getSocketAddress(), frame);
        }
      }
    } catch (IOException e) {
      // it was closed
    }
  }

  private void onFrame(SocketAddress from, Frame frame) throws IOException {
    if (frame instanceof Frame.Connect) {
      send(from, new Frame.ConnAck(ReturnCode.ACCEPTED));
    } else if (frame instanceof Frame.Register register) {
      int id = ids.computeIfAbsent(register.topicName().text(), name -> ids.size() + 1);
      names.put(id, register.topicName().text());
      send(from, new Frame.RegAck(id, register.msgId(), ReturnCode.ACCEPTED));
    } else if (frame instanceof Frame.Publish publish) {
      onPublish(from, publish);
    } else if (frame instanceof Frame.PubRel release) {
      unreleased.remove(from + " " + release.msgId());
      send(from, new Frame.PubComp(release.msgId()));
    } else if (frame instanceof Frame.PingReq) {
      send(from, new Frame.PingResp());
    } else if (frame instanceof Frame.Disconnect) {
      send(from, new Frame.Disconnect(0));
    }
  }

  private void onPublish(SocketAddress from, Frame.Publish publish) throws IOException {
    if (publish.qos() == Qos.EXACTLY_ONCE) {
      if (unreleased.add(from + " " + publish.msgId())) {
        pass(publish);
      }
      send(from, new Frame.PubRec(publish.msgId()));
    } else {
      pass(publish);
      send(from, new Frame.PubAck(publish.topicId(), publish.msgId(), ReturnCode.ACCEPTED));
    }
  }

  private void pass(Frame.Publish publish) {
    published++;
    boolean wrong = published % EVERY == 0;
    String topic = names.get(publish.topicId());
    if (!wrong || fault != Fault.LOSES_WHAT_IT_ACKNOWLEDGED) {
      broker.publish(topic, publish.qos(), false, publish.data());
    }
    if (wrong && fault == Fault.PUBLISHES_TWICE) {
      broker.publish(topic, publish.qos(), false, publish.data());
    }
    if (wrong && fault == Fault.INVENTS) {
      String later = publish.data().text().replaceFirst("\"n\":\\d+", "\"n\":987654");
      broker.publish(topic, publish.qos(), false, Octets.utf8(later));
    }
  }

  private void send(SocketAddress to, Frame frame) throws IOException {
    byte[] octets = FrameEncoder.encode(frame);
    socket.send(new DatagramPacket(octets, octets.length, to));
  }

  @Override
  public void close() {
    socket.close();
  }
}
