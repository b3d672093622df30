package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.io.IOException;

/** Sleeps nearly always; wakes for the messages that the gateway has kept for it. */
final class Sleeper extends DemoNode {
  static final String TOPIC = "home/garden/notes";
  static final int WAKE_SECONDS = 4;

  /** What it tells the gateway, so that a late wake does not yet count as a loss. */
  private static final int ANNOUNCED_SECONDS = 10;

  private static final long NOTE_MILLIS = 1_500;

  private final Flow flow;
  private boolean subscribed;
  private boolean ready;
  private boolean alarmSet;
  private int number;
  private int fetched;

  Sleeper(Stage stage) throws IOException {
    super(stage, "sleeper", false);
    flow = stage.addFlow(name(), Way.DOWN, true);
  }

  @Override
  public void onConnected(long nowMillis) {
    super.onConnected(nowMillis);
    device()
        .act(
            (node, now) -> {
              if (!subscribed) {
                node.subscribe(now, Topic.named(TOPIC), Qos.AT_LEAST_ONCE);
              }
              node.sleep(now, ANNOUNCED_SECONDS);
            });
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    super.onSubscribed(nowMillis, filter, granted);
    subscribed = true;
  }

  @Override
  public void onAsleep(long nowMillis) {
    tell(Way.TO_GATEWAY, "", "falls asleep; wakes every " + WAKE_SECONDS + " s");
    ready = subscribed;
    wakeLater();
  }

  @Override
  boolean isReady() {
    return ready;
  }

  @Override
  void play() {
    stage().every(NOTE_MILLIS, this::note);
  }

  private void note() {
    String text = "#" + ++number + "  water bed " + (1 + number % 3);
    flow.onSent(text);
    stage().publishAtBroker(TOPIC, text);
    if (device().state() == DeviceState.ASLEEP) {
      tell(Way.KEPT, TOPIC, text + "  (kept until the node wakes)");
    }
  }

  private void wakeLater() {
    if (!alarmSet) {
      alarmSet = true;
      stage().after(WAKE_SECONDS * 1_000L, this::alarm);
    }
  }

  private void alarm() {
    alarmSet = false;
    wake();
  }

  private void wake() {
    if (device().state() == DeviceState.ASLEEP) {
      fetched = 0;
      tell(Way.TO_GATEWAY, "", "wakes up and asks for its messages");
      device().act((node, now) -> node.wake(now));
    }
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    fetched++;
    String text = message.payload().text();
    tell(Way.DOWN, message.topic().toString(), flow.onArrived(text) ? text : text + "  (repeated)");
  }

  @Override
  public void onWakeEnded(long nowMillis, boolean complete) {
    String messages = fetched == 1 ? "1 message" : fetched + " messages";
    tell(
        Way.FROM_GATEWAY,
        "",
        complete
            ? "that was all (" + messages + "); sleeps again"
            : "no answer (" + messages + "); sleeps again");
    wakeLater();
  }

  /** Does not wait for its time when the demo ends. */
  @Override
  void finish() {
    if (!flow.isComplete()) {
      wake();
    }
  }
}
