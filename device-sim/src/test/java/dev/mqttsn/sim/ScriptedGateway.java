package dev.mqttsn.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.ArrayList;
import java.util.List;

/** The other side of a node on a virtual clock: expects its frames and answers by script. */
final class ScriptedGateway implements DeviceListener {
  static final long RETRY_MILLIS = 10_000;
  static final int RETRY_COUNT = 3;

  final VirtualDevice node;
  final List<String> heard = new ArrayList<>();
  final List<Message> messages = new ArrayList<>();
  long nowMillis;

  ScriptedGateway(DeviceConfig config) {
    node = new VirtualDevice(config, this);
  }

  static ScriptedGateway of(String clientId) {
    return new ScriptedGateway(DeviceConfig.of(clientId).withRetry(RETRY_MILLIS, RETRY_COUNT));
  }

  static Frame.Publish publish(Qos qos, int topicId, int msgId, String payload) {
    return new Frame.Publish(
        false, qos, false, TopicIdType.NORMAL, topicId, msgId, Octets.utf8(payload));
  }

  ScriptedGateway expect(Frame frame) {
    assertEquals(frame, node.pollFrame());
    return this;
  }

  <T extends Frame> T expect(Class<T> type) {
    Frame frame = node.pollFrame();
    assertEquals(type, frame == null ? null : frame.getClass());
    return type.cast(frame);
  }

  ScriptedGateway expectSilence() {
    assertNull(node.pollFrame());
    return this;
  }

  ScriptedGateway send(Frame frame) {
    node.onFrame(nowMillis, frame);
    return this;
  }

  /** Lets time pass from deadline to deadline, as a driver does. */
  ScriptedGateway pass(long millis) {
    long end = nowMillis + millis;
    while (node.nextDeadline() <= end) {
      nowMillis = Math.max(nowMillis, node.nextDeadline());
      node.onTimeout(nowMillis);
    }
    nowMillis = end;
    return this;
  }

  ScriptedGateway connected() {
    node.connect(nowMillis);
    expect(Frame.Connect.class);
    return send(new Frame.ConnAck(ReturnCode.ACCEPTED));
  }

  ScriptedGateway registered(String name, int topicId) {
    node.register(nowMillis, name);
    Frame.Register register = expect(Frame.Register.class);
    return send(new Frame.RegAck(topicId, register.msgId(), ReturnCode.ACCEPTED));
  }

  ScriptedGateway asleep(int seconds) {
    node.sleep(nowMillis, seconds);
    expect(new Frame.Disconnect(seconds));
    return send(new Frame.Disconnect(0));
  }

  @Override
  public void onConnected(long now) {
    heard.add("connected");
  }

  @Override
  public void onConnectRefused(long now, ReturnCode code) {
    heard.add("refused " + code);
  }

  @Override
  public void onRegistered(long now, String name, int topicId) {
    heard.add("registered " + name + " " + topicId);
  }

  @Override
  public void onPublished(long now, long number) {
    heard.add("published " + number);
  }

  @Override
  public void onPublishRefused(long now, long number, ReturnCode code) {
    heard.add("publish refused " + number + " " + code);
  }

  @Override
  public void onUnacknowledgedRefused(long now, ReturnCode code) {
    heard.add("unacknowledged refused " + code);
  }

  @Override
  public void onPong(long now) {
    heard.add("pong");
  }

  @Override
  public void onSubscribed(long now, Topic filter, Qos granted) {
    heard.add("subscribed " + filter + " " + granted);
  }

  @Override
  public void onUnsubscribed(long now, Topic filter) {
    heard.add("unsubscribed " + filter);
  }

  @Override
  public void onRefused(long now, Topic topic, ReturnCode code) {
    heard.add("refused " + topic + " " + code);
  }

  @Override
  public void onMessage(long now, Message message) {
    messages.add(message);
    heard.add("message " + message.topic() + " " + message.payload().text());
  }

  @Override
  public void onAsleep(long now) {
    heard.add("asleep");
  }

  @Override
  public void onWakeEnded(long now, boolean complete) {
    heard.add(complete ? "wake complete" : "wake given up");
  }

  @Override
  public void onDisconnected(long now) {
    heard.add("disconnected");
  }

  @Override
  public void onLost(long now, String reason) {
    heard.add("lost");
  }
}
