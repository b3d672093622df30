package dev.mqttsn.wire;

/**
 * One message of MQTT-SN 1.2, section 5.4. Names and order of the fields are the specification's;
 * names, client ids and payloads are the octets as they came, since whether they are usable is a
 * question of the rules and not of the layout.
 */
public sealed interface Frame extends Decoded {
  FrameType type();

  record Advertise(int gwId, int durationSeconds) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.ADVERTISE;
    }
  }

  record SearchGw(int radius) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.SEARCHGW;
    }
  }

  /** The address is empty when a gateway sends it (5.4.3). */
  record GwInfo(int gwId, Octets gwAdd) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.GWINFO;
    }
  }

  record Connect(
      boolean will, boolean cleanSession, int protocolId, int durationSeconds, Octets clientId)
      implements Frame {
    @Override
    public FrameType type() {
      return FrameType.CONNECT;
    }
  }

  record ConnAck(ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.CONNACK;
    }
  }

  record WillTopicReq() implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLTOPICREQ;
    }
  }

  /** An empty topic (also the two-octet message without flags) deletes the will (5.4.7). */
  record WillTopic(Qos qos, boolean retain, Octets topic) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLTOPIC;
    }
  }

  record WillMsgReq() implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLMSGREQ;
    }
  }

  record WillMsg(Octets message) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLMSG;
    }
  }

  record Register(int topicId, int msgId, Octets topicName) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.REGISTER;
    }
  }

  record RegAck(int topicId, int msgId, ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.REGACK;
    }
  }

  record Publish(
      boolean dup,
      Qos qos,
      boolean retain,
      TopicIdType topicIdType,
      int topicId,
      int msgId,
      Octets data)
      implements Frame {
    /** Octets of a short-form PUBLISH before its data. */
    public static final int OVERHEAD = 7;

    @Override
    public FrameType type() {
      return FrameType.PUBLISH;
    }

    public Publish asRepetition() {
      return new Publish(true, qos, retain, topicIdType, topicId, msgId, data);
    }
  }

  record PubAck(int topicId, int msgId, ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PUBACK;
    }
  }

  record PubComp(int msgId) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PUBCOMP;
    }
  }

  record PubRec(int msgId) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PUBREC;
    }
  }

  record PubRel(int msgId) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PUBREL;
    }
  }

  /** The topic is a name (NORMAL) or two octets (PREDEFINED, SHORT); the rules check its size. */
  record Subscribe(boolean dup, Qos qos, TopicIdType topicIdType, int msgId, Octets topic)
      implements Frame {
    @Override
    public FrameType type() {
      return FrameType.SUBSCRIBE;
    }
  }

  record SubAck(Qos grantedQos, int topicId, int msgId, ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.SUBACK;
    }
  }

  record Unsubscribe(TopicIdType topicIdType, int msgId, Octets topic) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.UNSUBSCRIBE;
    }
  }

  record UnsubAck(int msgId) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.UNSUBACK;
    }
  }

  /** The client id is empty in a plain keep-alive ping (5.4.19). */
  record PingReq(Octets clientId) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PINGREQ;
    }
  }

  record PingResp() implements Frame {
    @Override
    public FrameType type() {
      return FrameType.PINGRESP;
    }
  }

  /**
   * The duration is 0 where the message carries none; 0 and none mean the same (fact sheet A15).
   */
  record Disconnect(int durationSeconds) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.DISCONNECT;
    }
  }

  record WillTopicUpd(Qos qos, boolean retain, Octets topic) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLTOPICUPD;
    }
  }

  record WillTopicResp(ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLTOPICRESP;
    }
  }

  record WillMsgUpd(Octets message) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLMSGUPD;
    }
  }

  record WillMsgResp(ReturnCode returnCode) implements Frame {
    @Override
    public FrameType type() {
      return FrameType.WILLMSGRESP;
    }
  }
}
