package dev.mqttsn.sim.firmware;

import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.FrameType;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The vectors on which the gateway's codec and the firmware's must agree; always the same. */
final class CodecVectors {
  private static final long SEED = 20131114;
  private static final int RANDOM_FRAMES_PER_TYPE = 12;
  private static final int RANDOM_DATAGRAMS = 400;
  private static final int DATA_MAX = 24;

  private static final String HEAD =
      """
      # Test vectors of the MQTT-SN 1.2 codecs, made from the gateway's codec by CodecVectorsTest,
      # which also checks them; the firmware checks them in 'make test'.
      # octets = message    decodes to it and is how it is encoded
      # octets > message    decodes to it, but is not how it is encoded
      # octets !            malformed
      """;

  private final StringBuilder text = new StringBuilder(HEAD);
  private final Random random = new Random(SEED);

  private CodecVectors() {}

  static String text() {
    CodecVectors vectors = new CodecVectors();
    for (FrameType type : FrameType.values()) {
      for (int i = 0; i < RANDOM_FRAMES_PER_TYPE; i++) {
        vectors.addFrame(vectors.frame(type, vectors.random.nextInt(DATA_MAX)));
      }
    }
    vectors.addBoundaries();
    vectors.addForeignFlags();
    vectors.addMalformed();
    vectors.addRandomDatagrams();
    return vectors.text.toString();
  }

  /** As it is sent, in the long form that nobody needs, and one octet too short. */
  private void addFrame(Frame frame) {
    byte[] octets = FrameEncoder.encode(frame);
    add(octets);
    if ((octets[0] & 0xFF) != 1) {
      ByteBuffer longForm = ByteBuffer.allocate(octets.length + 2);
      longForm.put((byte) 1).putShort((short) (octets.length + 2));
      longForm.put(octets, 1, octets.length - 1);
      add(longForm.array());
    }
    if (octets.length > 2 && octets.length < 256) {
      byte[] cut = Arrays.copyOf(octets, octets.length - 1);
      cut[0]--;
      add(cut);
    }
  }

  /** Around the change from the short to the long form, for all that end in data. */
  private void addBoundaries() {
    for (FrameType type : FrameType.values()) {
      for (int octets = 247; octets <= 256; octets++) {
        add(FrameEncoder.encode(frame(type, octets)));
      }
    }
  }

  private void addForeignFlags() {
    for (FrameType type : FrameType.values()) {
      for (int flags = 0; flags < 256; flags += 1 + random.nextInt(40)) {
        byte[] octets = FrameEncoder.encode(frame(type, 3));
        if (octets.length > 2) {
          octets[2] = (byte) flags;
          add(octets);
        }
      }
    }
  }

  private void addMalformed() {
    for (String hex :
        List.of(
            "",
            "00",
            "01",
            "02",
            "0000",
            "0100",
            "0104",
            "010004",
            "01000417",
            "010002",
            "0416",
            "0317",
            "021700",
            "0203",
            "0211",
            "0219",
            "021E",
            "03FE00",
            "02FF",
            "01FFFF0C",
            "0102")) {
      add(HexFormat.of().parseHex(hex));
    }
    for (int type = 0; type < 256; type++) {
      for (int octets = 2; octets <= 9; octets++) {
        byte[] zeros = new byte[octets];
        zeros[0] = (byte) octets;
        zeros[1] = (byte) type;
        add(zeros);
      }
    }
  }

  private void addRandomDatagrams() {
    for (int i = 0; i < RANDOM_DATAGRAMS; i++) {
      byte[] octets = new byte[2 + random.nextInt(12)];
      random.nextBytes(octets);
      octets[0] = (byte) (random.nextInt(4) == 0 ? random.nextInt(16) : octets.length);
      octets[1] = (byte) random.nextInt(0x20);
      add(octets);
    }
  }

  /** What the gateway's codec makes of them. */
  private void add(byte[] octets) {
    String hex = octets.length == 0 ? "-" : HexFormat.of().formatHex(octets);
    Decoded decoded = FrameDecoder.decode(ByteBuffer.wrap(octets));
    if (decoded instanceof Frame frame) {
      boolean canonical = Arrays.equals(FrameEncoder.encode(frame), octets);
      text.append(hex).append(canonical ? " = " : " > ").append(FrameText.of(frame)).append('\n');
    } else {
      text.append(hex).append(" !\n");
    }
  }

  private Frame frame(FrameType type, int octets) {
    return switch (type) {
      case ADVERTISE -> new Frame.Advertise(octet(), word());
      case SEARCHGW -> new Frame.SearchGw(octet());
      case GWINFO -> new Frame.GwInfo(octet(), data(octets));
      case CONNECT -> new Frame.Connect(bit(), bit(), octet(), word(), data(octets));
      case CONNACK -> new Frame.ConnAck(code());
      case WILLTOPICREQ -> new Frame.WillTopicReq();
      case WILLTOPIC -> new Frame.WillTopic(qos(), bit(), data(octets));
      case WILLMSGREQ -> new Frame.WillMsgReq();
      case WILLMSG -> new Frame.WillMsg(data(octets));
      case REGISTER -> new Frame.Register(word(), word(), data(octets));
      case REGACK -> new Frame.RegAck(word(), word(), code());
      case PUBLISH ->
          new Frame.Publish(bit(), qos(), bit(), idType(), word(), word(), data(octets));
      case PUBACK -> new Frame.PubAck(word(), word(), code());
      case PUBCOMP -> new Frame.PubComp(word());
      case PUBREC -> new Frame.PubRec(word());
      case PUBREL -> new Frame.PubRel(word());
      case SUBSCRIBE -> new Frame.Subscribe(bit(), qos(), idType(), word(), data(octets));
      case SUBACK -> new Frame.SubAck(qos(), word(), word(), code());
      case UNSUBSCRIBE -> new Frame.Unsubscribe(idType(), word(), data(octets));
      case UNSUBACK -> new Frame.UnsubAck(word());
      case PINGREQ -> new Frame.PingReq(data(octets));
      case PINGRESP -> new Frame.PingResp();
      case DISCONNECT -> new Frame.Disconnect(bit() ? word() : 0);
      case WILLTOPICUPD -> new Frame.WillTopicUpd(qos(), bit(), data(octets));
      case WILLTOPICRESP -> new Frame.WillTopicResp(code());
      case WILLMSGUPD -> new Frame.WillMsgUpd(data(octets));
      case WILLMSGRESP -> new Frame.WillMsgResp(code());
    };
  }

  private int octet() {
    return random.nextInt(1 << 8);
  }

  private int word() {
    return random.nextInt(1 << 16);
  }

  private boolean bit() {
    return random.nextBoolean();
  }

  private Qos qos() {
    return Qos.ofBits(random.nextInt(4));
  }

  private TopicIdType idType() {
    return TopicIdType.ofBits(random.nextInt(4));
  }

  private ReturnCode code() {
    return ReturnCode.ofCode(random.nextInt(4));
  }

  private Octets data(int octets) {
    byte[] data = new byte[octets];
    random.nextBytes(data);
    return Octets.wrap(data);
  }

  /** The lines without the comments. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.removeIf(line -> line.startsWith("#"));
    return lines;
  }
}
