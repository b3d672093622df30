package dev.mqttsn.serial.framing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Octets that other implementations wrote, and the examples of the standards. */
class RecordedOctetsTest {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final Octets XBEE_NODE = octets("00 13 a2 00 40 7d 11 13");

  private static byte[] hex(String text) {
    return HEX.parseHex(text);
  }

  private static Octets octets(String text) {
    return Octets.wrap(hex(text));
  }

  private static List<Incoming> feed(Framing framing, String text) {
    byte[] in = hex(text);
    return framing.feed(in, 0, in.length, 1);
  }

  private static String encode(Framing framing, Octets to, String message, int frameId) {
    return HEX.formatHex(framing.encode(to, hex(message), frameId));
  }

  private static Framing framing(String name) {
    return Framings.create(name, Map.of(), 255);
  }

  private static Incoming message(Octets from, String message) {
    return new Incoming.Message(from, octets(message), Signal.UNKNOWN);
  }

  @Test
  void crcCheckValue() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0x29B1, Crc16.of(digits, digits.length));
  }

  @Test
  void xbeeThroughThePahoGateway() {
    Framing xbee = framing("xbee");
    assertEquals(
        List.of(message(XBEE_NODE, "03 01 00")),
        feed(xbee, "7e 00 0f 90 00 7d 33 a2 00 40 7d 5d 7d 31 7d 33 4a 81 01 03 01 00 09"));
    assertEquals(
        "7e 00 7d 31 10 01 00 00 00 00 00 00 ff ff ff fe 00 00 03 02 01 ed",
        encode(xbee, xbee.broadcastAddress(), "03 02 01", 1));
    assertEquals(
        "7e 00 7d 31 10 02 00 7d 33 a2 00 40 7d 5d 7d 31 7d 33 4a 81 00 00 03 05 00 84",
        encode(xbee, XBEE_NODE, "03 05 00", 2));
    assertEquals(
        "7e 00 10 10 03 00 7d 33 a2 00 40 7d 5d 7d 31 7d 33 4a 81 00 00 02 17 72",
        encode(xbee, XBEE_NODE, "02 17", 3));
  }

  @Test
  void xbeeWithoutEscapes() {
    Framing xbee = Framings.create("xbee", Map.of("mode", "1"), 255);
    assertEquals(
        List.of(message(XBEE_NODE, "03 01 00")),
        feed(xbee, "7e 00 0f 90 00 13 a2 00 40 7d 11 13 4a 81 01 03 01 00 09"));
    assertEquals(
        "7e 00 11 10 02 00 13 a2 00 40 7d 11 13 4a 81 00 00 03 05 00 84",
        encode(xbee, XBEE_NODE, "03 05 00", 2));
  }

  @Test
  void xbeeNodeThatWasNeverHeardOrMovedIsSearchedFor() {
    Framing xbee = framing("xbee");
    feed(xbee, "7e 00 0f 90 00 7d 33 a2 00 40 7d 5d 7d 31 7d 33 4a 81 01 03 01 00 09");
    xbee.onUndelivered(XBEE_NODE);
    assertEquals(
        "7e 00 10 10 03 00 7d 33 a2 00 40 7d 5d 7d 31 7d 33 ff fe 00 00 02 17 40",
        encode(xbee, XBEE_NODE, "02 17", 3));
  }

  @Test
  void xbeeAnswersOfTheModem() {
    Framing xbee = framing("xbee");
    assertEquals(
        List.of(new Incoming.TxStatus(2, true, 0)), feed(xbee, "7e 00 07 8b 02 4a 81 00 00 00 a7"));
    assertEquals(
        List.of(new Incoming.TxStatus(3, false, 0x24)),
        feed(xbee, "7e 00 07 8b 03 ff fe 02 24 00 4e"));
    assertEquals(List.of(new Incoming.Note("modem status", 6)), feed(xbee, "7e 00 02 8a 06 6f"));
    assertEquals(
        List.of(new Incoming.Note("AT response", 1)), feed(xbee, "7e 00 05 88 01 56 52 00 ce"));
    assertEquals(
        List.of(new Incoming.Note("explicit receive", 0)), feed(xbee, "7e 00 02 91 00 6e"));
  }

  @Test
  void loraLinkThroughThePahoGateway() {
    Framing lora = framing("loralink");
    Octets node = octets("11");
    assertEquals(
        List.of(new Incoming.Message(node, octets("08 04 04 01 00 3c 4c 31"), new Signal(-70, 9))),
        feed(lora, "7e 00 0f 7d 31 ff ba 00 09 40 08 04 04 01 00 3c 4c 31 22"));
    assertEquals("7e 00 06 7d 31 40 03 05 00 a6", encode(lora, node, "03 05 00", 0));
    assertEquals("7e 00 05 7d 31 40 02 17 95", encode(lora, node, "02 17", 0));
    assertEquals(octets("ff"), lora.broadcastAddress());
  }

  @Test
  void loraLinkAnswersOfTheModem() {
    Framing lora = framing("loralink");
    assertEquals(
        List.of(new Incoming.TxStatus(0, true, 0x80)),
        feed(lora, "7e 00 07 01 00 00 00 00 80 7d 5e"));
    assertEquals(
        List.of(new Incoming.TxStatus(0, false, 0x81)),
        feed(lora, "7e 00 07 01 00 00 00 00 81 7d 5d"));
  }

  @Test
  void slip() {
    Framing slip = framing("slip");
    assertEquals("c0 06 db dc db dd 01 c0", encode(slip, Octets.EMPTY, "06 c0 db 01", 0));
    assertEquals(
        List.of(message(Octets.EMPTY, "06 c0 db 01"), message(Octets.EMPTY, "02 16")),
        feed(slip, "c0 c0 06 db dc db dd 01 c0 c0 c0 02 16 c0"));
    assertEquals(
        List.of(new Incoming.Damaged(3), message(Octets.EMPTY, "02 16")),
        feed(slip, "02 db 16 c0 02 16 c0"));
  }

  @Test
  void slipWithCrc() {
    Framing slip = framing("slip-crc");
    String digits = "31 32 33 34 35 36 37 38 39";
    assertEquals("c0 " + digits + " 29 b1 c0", encode(slip, Octets.EMPTY, digits, 0));
    assertEquals(
        List.of(message(Octets.EMPTY, digits), new Incoming.Damaged(11)),
        feed(slip, "c0 " + digits + " 29 b1 c0 c0 " + digits + " 29 b2 c0"));
    assertEquals(List.of(), feed(slip, "c0 ff ff c0"), "a check without a message");
  }

  @Test
  void cobs() {
    Framing cobs = framing("cobs");
    String digits = "31 32 33 34 35 36 37 38 39";
    assertEquals("0c " + digits + " 29 b1 00", encode(cobs, Octets.EMPTY, digits, 0));
    assertEquals(
        List.of(message(Octets.EMPTY, digits)), feed(cobs, "00 00 0c " + digits + " 29 b1 00"));
  }

  /** The examples of the Wikipedia article and the borders around 254 octets. */
  @Test
  void cobsExamples() {
    assertEquals("01 01", HEX.formatHex(Cobs.encode(hex("00"))));
    assertEquals("01 01 01", HEX.formatHex(Cobs.encode(hex("00 00"))));
    assertEquals("03 11 22 02 33", HEX.formatHex(Cobs.encode(hex("11 22 00 33"))));
    assertEquals("02 11 01 01 01", HEX.formatHex(Cobs.encode(hex("11 00 00 00"))));
    assertEquals("ff 01 02", HEX.formatHex(Cobs.encode(ascending(1, 254))).substring(0, 8));
    assertEquals(255, Cobs.encode(ascending(1, 254)).length);
    assertEquals(257, Cobs.encode(ascending(1, 255)).length);
    for (int length = 0; length < 1_100; length++) {
      for (int from = 0; from < 2; from++) {
        byte[] plain = ascending(from, length);
        byte[] encoded = Cobs.encode(plain);
        assertEquals(Octets.wrap(plain), Octets.wrap(Cobs.decode(encoded)));
      }
    }
  }

  private static byte[] ascending(int from, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (from + i);
    }
    return octets;
  }

  @Test
  void lengthSkipsWhatCanBeNoMessage() {
    Framing length = framing("length");
    assertEquals(
        List.of(new Incoming.Damaged(4), message(Octets.EMPTY, "02 16")),
        feed(length, "00 07 03 00 02 16"));
    assertEquals(
        List.of(message(Octets.EMPTY, "01 00 04 16"), message(Octets.EMPTY, "02 16")),
        feed(length, "01 00 04 16 02 16"));
  }

  @Test
  void anEnvelopeAndItsMessageAreOneFrame() {
    assertEquals(
        List.of(
            message(Octets.EMPTY, "05 fe 00 0a 01 08 04 04 01 00 3c 63 31"),
            message(Octets.EMPTY, "05 fe 00 0a 01 02 16")),
        feed(framing("length"), "05 fe 00 0a 01 08 04 04 01 00 3c 63 31 05 fe 00 0a 01 02 16"));
  }

  /** The gateway's side of the line of mqtt-sn-tools' bridge. */
  @Test
  void serialBridgeAtThePaceOf9600Baud() {
    String[] pieces = {
      "0e 04 04 01",
      "00 0a 73 65",
      "72 2d 73 6c",
      "6f 77",
      "12 0a 00 00",
      "00 01 63 61",
      "70 2f 73 65",
      "72 2f 73 6c",
      "6f 77",
      "20 0c 20 00",
      "03 00 02 62",
      "79 74 65 20",
      "62 79 20 62",
      "79 74 65 20",
      "61 74 20 39",
      "36 30 30 20",
      "62 61 75 64",
      "02 18"
    };
    Framing length = framing("length");
    List<Incoming> heard = new ArrayList<>();
    long now = 0;
    for (String piece : pieces) {
      byte[] in = hex(piece);
      now += 4;
      heard.addAll(length.feed(in, 0, in.length, now));
    }
    assertEquals(
        List.of(
            message(Octets.EMPTY, "0e 04 04 01 00 0a 73 65 72 2d 73 6c 6f 77"),
            message(Octets.EMPTY, "12 0a 00 00 00 01 63 61 70 2f 73 65 72 2f 73 6c 6f 77"),
            message(
                Octets.EMPTY,
                "20 0c 20 00 03 00 02 62 79 74 65 20 62 79 20 62 79 74 65 20 61 74 20 39 36 30 30"
                    + " 20 62 61 75 64"),
            message(Octets.EMPTY, "02 18")),
        heard);
  }

  @Test
  void serialBridgeRecordings() {
    List<String> frames =
        List.of(
            "0c 04 04 01 00 0a 73 65 72 2d 66 65",
            "0f 12 20 00 01 63 61 70 2f 73 65 72 2f 66 65",
            "07 0d 00 03 00 01 00",
            "02 18",
            "0d 04 04 01 00 0a 73 65 72 2d 70 75 62",
            "0f 0a 00 00 00 01 63 61 70 2f 73 65 72 2f 61",
            "12 0c 20 00 03 00 02 6f 76 65 72 20 73 65 72 69 61 6c",
            "0f 0c 61 00 01 00 00 73 65 72 69 61 6c 2d 31",
            "0d 04 04 01 00 04 73 65 72 2d 73 75 62",
            "10 12 20 00 01 63 61 70 2f 73 65 72 2f 73 2f 23",
            "07 0b 00 03 00 02 00",
            "07 0b 00 04 00 05 00",
            "07 0d 00 04 00 06 00",
            "02 16");
    assertEquals(
        frames.stream().map(frame -> message(Octets.EMPTY, frame)).toList(),
        feed(framing("length"), String.join(" ", frames)));
    for (String answer : List.of("03 05 00", "13 0a 00 03 00 02 63 61 70 2f", "02 17")) {
      assertEquals(answer, encode(framing("length"), Octets.EMPTY, answer, 0));
    }
  }
}
