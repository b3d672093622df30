package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.Map;

/** The answer that MQTT-SN 1.2 wants for each request of a connected client. */
final class Answers {
  private final int gwId;
  private final Map<Integer, String> predefined;

  Answers(int gwId, Map<Integer, String> predefined) {
    this.gwId = gwId;
    this.predefined = predefined;
  }

  /**
   * The answer that is due, null for none.
   *
   * @param knownId the topic id that the gateway has already given to the name in the request, or 0
   * @param heard the answer that came, for an id that only the gateway can choose
   */
  Frame to(Frame request, int knownId, Frame heard) {
    return switch (request.type()) {
      case SEARCHGW -> new Frame.GwInfo(gwId, Octets.EMPTY);
      case CONNECT ->
          ((Frame.Connect) request).will() ? Messages.willTopicReq() : Messages.connAck();
      case WILLTOPIC -> Messages.willMsgReq();
      case WILLMSG -> Messages.connAck();
      case REGISTER -> Messages.regAck(chosen(knownId, heard), ((Frame.Register) request).msgId());
      case PUBLISH -> toPublish((Frame.Publish) request);
      case PUBREL -> Messages.pubComp(((Frame.PubRel) request).msgId());
      case SUBSCRIBE -> toSubscribe((Frame.Subscribe) request, knownId, heard);
      case UNSUBSCRIBE -> Messages.unsubAck(((Frame.Unsubscribe) request).msgId());
      case PINGREQ -> Messages.pingResp();
      case DISCONNECT -> Messages.disconnect();
      case WILLTOPICUPD -> new Frame.WillTopicResp(ReturnCode.ACCEPTED);
      case WILLMSGUPD -> new Frame.WillMsgResp(ReturnCode.ACCEPTED);
      default -> null;
    };
  }

  private Frame toPublish(Frame.Publish publish) {
    boolean acknowledged = publish.qos().isAcknowledged();
    if (publish.qos() == Qos.MINUS_ONE) {
      return null;
    } else if (acknowledged && publish.msgId() == 0) {
      return Messages.pubAck(publish.topicId(), 0, ReturnCode.NOT_SUPPORTED);
    } else if (publish.topicIdType() == TopicIdType.PREDEFINED
        && !predefined.containsKey(publish.topicId())) {
      int msgId = acknowledged ? publish.msgId() : 0;
      return Messages.pubAck(publish.topicId(), msgId, ReturnCode.INVALID_TOPIC_ID);
    } else if (publish.qos() == Qos.AT_LEAST_ONCE) {
      return Messages.pubAck(publish.topicId(), publish.msgId());
    }
    return acknowledged ? Messages.pubRec(publish.msgId()) : null;
  }

  private Frame toSubscribe(Frame.Subscribe subscribe, int knownId, Frame heard) {
    int granted = subscribe.qos().bits();
    int msgId = subscribe.msgId();
    Octets topic = subscribe.topic();
    if (subscribe.topicIdType() == TopicIdType.PREDEFINED) {
      int id = topic.at(0) << 8 | topic.at(1);
      return predefined.containsKey(id)
          ? Messages.subAck(granted, id, msgId, ReturnCode.ACCEPTED)
          : Messages.subAck(0, 0, msgId, ReturnCode.INVALID_TOPIC_ID);
    }
    String filter = topic.text();
    int id;
    if (TopicNames.isWildcard(filter)) {
      id = 0;
    } else if (subscribe.topicIdType() == TopicIdType.SHORT) {
      id = Messages.shortName(filter);
    } else {
      id = chosen(knownId, heard);
    }
    return Messages.subAck(granted, id, msgId, ReturnCode.ACCEPTED);
  }

  private static int chosen(int knownId, Frame heard) {
    int id = knownId;
    if (id == 0 && heard instanceof Frame.RegAck ack) {
      id = ack.topicId();
    } else if (id == 0 && heard instanceof Frame.SubAck ack) {
      id = ack.topicId();
    }
    assertTrue(id > 0 && id < 0xFFFF, () -> "a topic id that is not reserved, in " + heard);
    return id;
  }
}
