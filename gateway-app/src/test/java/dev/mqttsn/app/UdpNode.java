package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A node that speaks in octets, so that the tests do not trust the gateway's own codec. */
final class UdpNode implements AutoCloseable {
  private static final HexFormat HEX = HexFormat.of();

  private final DatagramSocket socket;
  private final InetSocketAddress gateway;

  UdpNode(int gatewayPort) throws IOException {
    gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), gatewayPort);
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  static String hex(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hex(int number) {
    return HEX.toHexDigits((short) number);
  }

  /** Sends type and content in hexadecimal digits; the length goes in front. */
  void send(String content) throws IOException {
    byte[] body = HEX.parseHex(content);
    byte[] message = new byte[body.length + 1];
    message[0] = (byte) message.length;
    System.arraycopy(body, 0, message, 1, body.length);
    socket.send(new DatagramPacket(message, message.length, gateway));
  }

  /** The next message without its length, as hexadecimal digits; null when there is none. */
  String receive(int millis) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.setSoTimeout(millis);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return null;
    }
    byte[] message = Arrays.copyOf(packet.getData(), packet.getLength());
    assertEquals(message.length, message[0] & 0xFF, "length octet");
    return HEX.formatHex(message, 1, message.length);
  }

  String receive() throws IOException {
    String message = receive(10_000);
    return message != null ? message : fail("the gateway says nothing");
  }

  /** Sends octets as they are, for envelopes and for what is malformed. */
  void sendRaw(String datagram) throws IOException {
    byte[] octets = HEX.parseHex(datagram);
    socket.send(new DatagramPacket(octets, octets.length, gateway));
  }

  String receiveRaw() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.setSoTimeout(10_000);
    socket.receive(packet);
    return HEX.formatHex(packet.getData(), 0, packet.getLength());
  }

  void expect(String content) throws IOException {
    assertEquals(content, receive());
  }

  void expectNothing(int millis) throws IOException {
    assertEquals(null, receive(millis));
  }

  void connect(String clientId, boolean cleanSession) throws IOException {
    send("04" + (cleanSession ? "04" : "00") + "01" + hex(60) + hex(clientId));
    expect("0500");
  }

  /** REGISTER; the id that the gateway gave. */
  String register(int msgId, String topic) throws IOException {
    send("0a0000" + hex(msgId) + hex(topic));
    String answer = receive();
    assertEquals("0b", answer.substring(0, 2), answer);
    assertEquals(hex(msgId) + "00", answer.substring(6), answer);
    return answer.substring(2, 6);
  }

  /** SUBSCRIBE by name; the topic id of the answer. */
  String subscribe(int qos, int msgId, String filter) throws IOException {
    send("12" + HEX.toHexDigits((byte) (qos << 5)) + hex(msgId) + hex(filter));
    String answer = receive();
    assertEquals("13" + HEX.toHexDigits((byte) (qos << 5)), answer.substring(0, 4), answer);
    assertEquals(hex(msgId) + "00", answer.substring(8), answer);
    return answer.substring(4, 8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
