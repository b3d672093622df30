package dev.mqttsn.session;

import dev.mqttsn.wire.Frame.Connect;
import dev.mqttsn.wire.Frame.WillMsgReq;
import dev.mqttsn.wire.Frame.WillTopic;
import dev.mqttsn.wire.Frame.WillTopicReq;
import dev.mqttsn.wire.Octets;

/**
 * A connection setup under way (MQTT-SN 1.2 6.2); exists only while connecting. Repetitions are the
 * client's, and each is answered with the request that it missed.
 */
final class ConnectProcedure {
  /** What is awaited. */
  private enum Step {
    WILL_TOPIC,
    WILL_MESSAGE,
    BROKER
  }

  private final Peer peer;
  private final Connect connect;
  private final ClientState before;
  private long deadlineMillis;
  private Step step;
  private WillTopic willTopic;
  private Octets willMessage = Octets.EMPTY;

  /**
   * @param before the state of an earlier connection of the client that is alive, else null
   */
  ConnectProcedure(Peer peer, Connect connect, ClientState before, long deadlineMillis) {
    this.peer = peer;
    this.connect = connect;
    this.before = before;
    this.deadlineMillis = deadlineMillis;
    this.step = connect.will() ? Step.WILL_TOPIC : Step.BROKER;
  }

  /** Asks for the will where there is one to ask for. */
  void begin() {
    if (step == Step.WILL_TOPIC) {
      peer.send(new WillTopicReq());
    }
  }

  /** A copy of the CONNECT; the client has missed what it was asked, or begins again. */
  void onCopy() {
    if (step != Step.BROKER) {
      step = Step.WILL_TOPIC;
      begin();
    }
  }

  boolean isCopy(Connect frame) {
    return connect.equals(frame);
  }

  /** The will's topic, legal or empty; a later copy replaces an earlier one. */
  void onWillTopic(WillTopic frame) {
    if (step == Step.BROKER) {
      return;
    }
    willTopic = frame;
    if (frame.topic().isEmpty()) {
      step = Step.BROKER;
    } else {
      step = Step.WILL_MESSAGE;
      peer.send(new WillMsgReq());
    }
  }

  void onWillMsg(Octets message) {
    if (awaitsWill() && willTopic != null) {
      willMessage = message;
      step = Step.BROKER;
    }
  }

  boolean awaitsWill() {
    return step != Step.BROKER;
  }

  /** Gives node or broker, whose turn it is, its full time. */
  void extend(long newDeadlineMillis) {
    deadlineMillis = newDeadlineMillis;
  }

  /** Writes what was agreed: (CleanSession, Will) as in MQTT-SN 1.2 6.3. */
  void settle(Will will) {
    if (connect.cleanSession()) {
      will.clear();
    }
    if (willTopic == null) {
      return;
    }
    will.clear();
    if (!willTopic.topic().isEmpty()) {
      will.setTopic(willTopic.qos(), willTopic.retain(), willTopic.topic());
      will.setMessage(willMessage);
    }
  }

  Connect connect() {
    return connect;
  }

  /** The state of the connection that this one replaces, null where there is none. */
  ClientState before() {
    return before;
  }

  long deadline() {
    return deadlineMillis;
  }
}
