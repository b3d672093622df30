package dev.mqttsn.wire;

import static dev.mqttsn.wire.TopicIdType.NORMAL;
import static dev.mqttsn.wire.TopicIdType.PREDEFINED;
import static dev.mqttsn.wire.TopicIdType.SHORT;

import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The examples of section 2 of the fact sheet: octets in the form that a sender uses, and what they
 * mean. A topic id that the gateway chooses is 0x0102 here, its MsgId 0x0A0B.
 */
public final class Samples {
  private static final Map<String, Frame> ALL = new LinkedHashMap<>();

  static {
    sample("05 00 01 03 84", new Frame.Advertise(1, 900));
    sample("03 01 01", new Frame.SearchGw(1));
    sample("03 02 01", new Frame.GwInfo(1, Octets.EMPTY));
    sample("09 02 01 C0 A8 00 09 07 5C", new Frame.GwInfo(1, octets("C0 A8 00 09 07 5C")));
    sample("08 04 04 01 00 3C 63 31", new Frame.Connect(false, true, 1, 60, text("c1")));
    sample("08 04 0C 01 00 3C 63 31", new Frame.Connect(true, true, 1, 60, text("c1")));
    sample("08 04 00 01 00 3C 63 31", new Frame.Connect(false, false, 1, 60, text("c1")));
    sample("03 05 00", new Frame.ConnAck(ReturnCode.ACCEPTED));
    sample("03 05 01", new Frame.ConnAck(ReturnCode.CONGESTION));
    sample("03 05 03", new Frame.ConnAck(ReturnCode.NOT_SUPPORTED));
    sample("02 06", new Frame.WillTopicReq());
    sample("02 08", new Frame.WillMsgReq());
    sample("02 07", new Frame.WillTopic(Qos.AT_MOST_ONCE, false, Octets.EMPTY));
    sample("08 07 30 6C 77 2F 63 31", new Frame.WillTopic(Qos.AT_LEAST_ONCE, true, text("lw/c1")));
    sample("06 09 67 6F 6E 65", new Frame.WillMsg(text("gone")));
    sample("02 09", new Frame.WillMsg(Octets.EMPTY));
    sample("0E 0A 00 00 00 01 61 2F 62 2F 74 65 6D 70", new Frame.Register(0, 1, text("a/b/temp")));
    sample(
        "0E 0A 01 02 0A 0B 61 2F 62 2F 74 65 6D 70",
        new Frame.Register(0x0102, 0x0A0B, text("a/b/temp")));
    sample("07 0B 01 02 00 01 00", new Frame.RegAck(0x0102, 1, ReturnCode.ACCEPTED));
    publishes();
    sample("07 0D 01 02 00 02 00", new Frame.PubAck(0x0102, 2, ReturnCode.ACCEPTED));
    sample("07 0D 01 02 00 02 02", new Frame.PubAck(0x0102, 2, ReturnCode.INVALID_TOPIC_ID));
    sample("04 0F 00 03", new Frame.PubRec(3));
    sample("04 10 00 03", new Frame.PubRel(3));
    sample("04 0E 00 03", new Frame.PubComp(3));
    subscriptions();
    sample("02 16", new Frame.PingReq(Octets.EMPTY));
    sample("04 16 63 31", new Frame.PingReq(text("c1")));
    sample("02 17", new Frame.PingResp());
    sample("02 18", new Frame.Disconnect(0));
    sample("04 18 00 78", new Frame.Disconnect(120));
    sample("02 1A", new Frame.WillTopicUpd(Qos.AT_MOST_ONCE, false, Octets.EMPTY));
    sample(
        "09 1A 00 6C 77 2F 6E 65 77",
        new Frame.WillTopicUpd(Qos.AT_MOST_ONCE, false, text("lw/new")));
    sample("05 1C 62 79 65", new Frame.WillMsgUpd(text("bye")));
    sample("03 1B 00", new Frame.WillTopicResp(ReturnCode.ACCEPTED));
    sample("03 1D 00", new Frame.WillMsgResp(ReturnCode.ACCEPTED));
  }

  private Samples() {}

  /** Every example in the order of the fact sheet; every message occurs at least once. */
  public static Map<String, Frame> all() {
    return Collections.unmodifiableMap(ALL);
  }

  /** Octets as the fact sheet writes them, with blanks between them. */
  public static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private static void publishes() {
    sample("09 0C 00 01 02 00 00 68 69", publish(false, 0, false, NORMAL, 0x0102, 0));
    sample("09 0C 20 01 02 00 02 68 69", publish(false, 1, false, NORMAL, 0x0102, 2));
    sample("09 0C 40 01 02 00 03 68 69", publish(false, 2, false, NORMAL, 0x0102, 3));
    sample("09 0C B0 01 02 00 02 68 69", publish(true, 1, true, NORMAL, 0x0102, 2));
    sample("09 0C 01 00 01 00 00 68 69", publish(false, 0, false, PREDEFINED, 1, 0));
    sample("09 0C 02 61 62 00 00 68 69", publish(false, 0, false, SHORT, 0x6162, 0));
    sample("09 0C 62 61 62 00 00 68 69", publish(false, 3, false, SHORT, 0x6162, 0));
    sample("09 0C 61 00 01 00 00 68 69", publish(false, 3, false, PREDEFINED, 1, 0));
  }

  private static void subscriptions() {
    sample(
        "0D 12 20 00 04 61 2F 62 2F 74 65 6D 70",
        new Frame.Subscribe(false, Qos.AT_LEAST_ONCE, NORMAL, 4, text("a/b/temp")));
    sample(
        "08 12 00 00 05 61 2F 23",
        new Frame.Subscribe(false, Qos.AT_MOST_ONCE, NORMAL, 5, text("a/#")));
    sample(
        "07 12 41 00 06 00 01",
        new Frame.Subscribe(false, Qos.EXACTLY_ONCE, PREDEFINED, 6, octets("00 01")));
    sample(
        "07 12 02 00 07 61 62", new Frame.Subscribe(false, Qos.AT_MOST_ONCE, SHORT, 7, text("ab")));
    sample(
        "08 13 20 01 02 00 04 00",
        new Frame.SubAck(Qos.AT_LEAST_ONCE, 0x0102, 4, ReturnCode.ACCEPTED));
    sample(
        "08 13 00 00 00 00 05 00", new Frame.SubAck(Qos.AT_MOST_ONCE, 0, 5, ReturnCode.ACCEPTED));
    sample(
        "08 13 00 00 00 00 06 02",
        new Frame.SubAck(Qos.AT_MOST_ONCE, 0, 6, ReturnCode.INVALID_TOPIC_ID));
    sample(
        "0D 14 00 00 08 61 2F 62 2F 74 65 6D 70",
        new Frame.Unsubscribe(NORMAL, 8, text("a/b/temp")));
    sample("04 15 00 08", new Frame.UnsubAck(8));
  }

  private static Frame publish(
      boolean dup, int qos, boolean retain, TopicIdType type, int topicId, int msgId) {
    return new Frame.Publish(dup, Qos.ofBits(qos), retain, type, topicId, msgId, text("hi"));
  }

  private static void sample(String hex, Frame frame) {
    ALL.put(hex, frame);
  }

  private static Octets text(String text) {
    return Octets.utf8(text);
  }

  private static Octets octets(String hex) {
    return Octets.wrap(bytes(hex));
  }
}
