package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** A node that speaks in octets, so that the tests do not trust the gateway's own codec. */
abstract class Node {
  static final HexFormat HEX = HexFormat.of();
  private static final int PATIENCE_MILLIS = 10_000;

  /** Puts one whole message on its way. */
  abstract void transmit(byte[] message) throws IOException;

  /** The next whole message; empty when there is none within that time. */
  abstract Optional<byte[]> next(int millis) throws IOException;

  static String hex(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  static String hex(int number) {
    return HEX.toHexDigits((short) number);
  }

  /** Sends type and content in hexadecimal digits; the length goes in front. */
  final void send(String content) throws IOException {
    byte[] body = HEX.parseHex(content);
    byte[] message = new byte[body.length + 1];
    message[0] = (byte) message.length;
    System.arraycopy(body, 0, message, 1, body.length);
    transmit(message);
  }

  /** The next message without its length, as hexadecimal digits; null when there is none. */
  final String receive(int millis) throws IOException {
    Optional<byte[]> heard = next(millis);
    if (heard.isEmpty()) {
      return null;
    }
    byte[] message = heard.get();
    assertEquals(message.length, message[0] & 0xFF, "length octet");
    return HEX.formatHex(message, 1, message.length);
  }

  final String receive() throws IOException {
    String message = receive(PATIENCE_MILLIS);
    return message != null ? message : fail("the gateway says nothing");
  }

  final void expect(String content) throws IOException {
    assertEquals(content, receive());
  }

  final void expectNothing(int millis) throws IOException {
    assertEquals(null, receive(millis));
  }

  final void connect(String clientId, boolean cleanSession) throws IOException {
    send("04" + (cleanSession ? "04" : "00") + "01" + hex(60) + hex(clientId));
    expect("0500");
  }

  /** REGISTER; the id that the gateway gave. */
  final String register(int msgId, String topic) throws IOException {
    send("0a0000" + hex(msgId) + hex(topic));
    String answer = receive();
    assertEquals("0b", answer.substring(0, 2), answer);
    assertEquals(hex(msgId) + "00", answer.substring(6), answer);
    return answer.substring(2, 6);
  }

  /** SUBSCRIBE by name; the topic id of the answer. */
  final String subscribe(int qos, int msgId, String filter) throws IOException {
    send("12" + HEX.toHexDigits((byte) (qos << 5)) + hex(msgId) + hex(filter));
    String answer = receive();
    assertEquals("13" + HEX.toHexDigits((byte) (qos << 5)), answer.substring(0, 4), answer);
    assertEquals(hex(msgId) + "00", answer.substring(8), answer);
    return answer.substring(4, 8);
  }

  /** PUBLISH at QoS 1 and its PUBACK. */
  final void publish(String topicId, int msgId, String payload) throws IOException {
    send("0c20" + topicId + hex(msgId) + hex(payload));
    expect("0d" + topicId + hex(msgId) + "00");
  }

  /** Hears this PUBLISH at QoS 1, be it a repetition, and acknowledges it. */
  final void expectPublish(String topicId, String payload) throws IOException {
    String message = receive();
    String flags = message.startsWith("0ca0") ? "a0" : "20";
    assertEquals("0c" + flags + topicId, message.substring(0, 8), message);
    assertEquals(hex(payload), message.substring(12), message);
    send("0d" + topicId + message.substring(8, 12) + "00");
  }
}
