package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.io.IOException;

/** Gets commands through a subscription with a wildcard. */
final class Lamp extends DemoNode {
  static final String FILTER = "home/lamp/+";
  private static final String POWER = "home/lamp/power";
  private static final String BRIGHTNESS = "home/lamp/brightness";
  private static final long PERIOD_MILLIS = 2_000;
  private static final int STEP_PERCENT = 10;

  private final Flow flow;
  private boolean subscribed;
  private int number;

  Lamp(Stage stage) throws IOException {
    super(stage, "lamp", true);
    flow = stage.addFlow(name(), Way.DOWN, true);
  }

  @Override
  void enter() {
    super.enter();
    device().act((node, now) -> node.subscribe(now, Topic.named(FILTER), Qos.AT_LEAST_ONCE));
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    super.onSubscribed(nowMillis, filter, granted);
    subscribed = true;
  }

  @Override
  boolean isReady() {
    return subscribed;
  }

  @Override
  void play() {
    stage().every(PERIOD_MILLIS, this::command);
  }

  /** An application at the broker switches and dims in turn. */
  private void command() {
    number++;
    boolean dims = number % 2 == 0;
    String what = dims ? number * STEP_PERCENT % 100 + " %" : number % 4 == 1 ? "on" : "off";
    String topic = dims ? BRIGHTNESS : POWER;
    String text = "#" + number + "  " + what;
    flow.onSent(topic + text);
    stage().publishAtBroker(topic, text);
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    String topic = message.topic().toString();
    String text = message.payload().text();
    tell(Way.DOWN, topic, flow.onArrived(topic + text) ? text : text + "  (repeated)");
  }
}
