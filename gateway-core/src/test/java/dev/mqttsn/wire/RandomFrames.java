package dev.mqttsn.wire;

import java.util.random.RandomGenerator;

/** Frames with random contents, each as the decoder would give it; one seed, one sequence. */
public final class RandomFrames {
  private static final int LONGEST = 300;
  private static final String LETTERS = "abc/#+";

  private final RandomGenerator random;

  public RandomFrames(RandomGenerator random) {
    this.random = random;
  }

  public Frame next() {
    FrameType[] types = FrameType.values();
    return next(types[random.nextInt(types.length)]);
  }

  public Frame next(FrameType type) {
    return switch (type) {
      case ADVERTISE -> new Frame.Advertise(octet(), word());
      case SEARCHGW -> new Frame.SearchGw(octet());
      case GWINFO -> new Frame.GwInfo(octet(), octets());
      case CONNECT ->
          new Frame.Connect(random.nextBoolean(), random.nextBoolean(), octet(), word(), octets());
      case CONNACK -> new Frame.ConnAck(code());
      case WILLTOPICREQ -> new Frame.WillTopicReq();
      case WILLTOPIC -> willTopic();
      case WILLMSGREQ -> new Frame.WillMsgReq();
      case WILLMSG -> new Frame.WillMsg(octets());
      case REGISTER -> new Frame.Register(word(), word(), octets());
      case REGACK -> new Frame.RegAck(word(), word(), code());
      case PUBLISH ->
          new Frame.Publish(
              random.nextBoolean(),
              qos(),
              random.nextBoolean(),
              idType(),
              word(),
              word(),
              octets());
      case PUBACK -> new Frame.PubAck(word(), word(), code());
      case PUBCOMP -> new Frame.PubComp(word());
      case PUBREC -> new Frame.PubRec(word());
      case PUBREL -> new Frame.PubRel(word());
      case SUBSCRIBE ->
          new Frame.Subscribe(random.nextBoolean(), qos(), idType(), word(), octets());
      case SUBACK -> new Frame.SubAck(qos(), word(), word(), code());
      case UNSUBSCRIBE -> new Frame.Unsubscribe(idType(), word(), octets());
      case UNSUBACK -> new Frame.UnsubAck(word());
      case PINGREQ -> new Frame.PingReq(octets());
      case PINGRESP -> new Frame.PingResp();
      case DISCONNECT -> new Frame.Disconnect(random.nextBoolean() ? word() : 0);
      case WILLTOPICUPD -> {
        Frame.WillTopic topic = willTopic();
        yield new Frame.WillTopicUpd(topic.qos(), topic.retain(), topic.topic());
      }
      case WILLTOPICRESP -> new Frame.WillTopicResp(code());
      case WILLMSGUPD -> new Frame.WillMsgUpd(octets());
      case WILLMSGRESP -> new Frame.WillMsgResp(code());
    };
  }

  /** Where the topic is empty there are no flags on the wire either (MQTT-SN 1.2 5.4.7). */
  private Frame.WillTopic willTopic() {
    Octets topic = octets();
    return topic.isEmpty()
        ? new Frame.WillTopic(Qos.AT_MOST_ONCE, false, topic)
        : new Frame.WillTopic(qos(), random.nextBoolean(), topic);
  }

  /** Short ones more often than long ones, empty ones now and then, and names that get far. */
  private Octets octets() {
    if (random.nextBoolean()) {
      return name();
    }
    byte[] bytes = new byte[random.nextInt(1 + random.nextInt(LONGEST))];
    random.nextBytes(bytes);
    return Octets.wrap(bytes);
  }

  private Octets name() {
    byte[] bytes = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
    }
    return Octets.wrap(bytes);
  }

  /** Small numbers mean something more often than large ones. */
  private int octet() {
    return random.nextInt(random.nextBoolean() ? 4 : 0x100);
  }

  private int word() {
    return random.nextInt(random.nextBoolean() ? 8 : 0x10000);
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
}
