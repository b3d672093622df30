package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.Message;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.Traffic;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/** Subscribes, prints what arrives, and sleeps and wakes where it is asked to. */
final class SubRun extends ClientRun {
  private static final int TIMED_OUT = 27;
  private static final long MILLIS_PER_SECOND = 1_000;

  private final SubPlan plan;
  private final MessagePrinter printer;
  private int granted;
  private int refused;
  private int messages;
  private int exitStatus;
  private boolean leaving;
  private boolean asked;
  private boolean alarmSet;
  private Wake wake;
  private int wakes;

  /** The beginning of a wake. */
  private record Wake(long sinceMillis, Traffic traffic, int messages) {}

  SubRun(GatewayOptions gateway, Console console, SubPlan plan, MessagePrinter printer) {
    super(gateway, console);
    this.plan = plan;
    this.printer = printer;
  }

  @Override
  void begin() {
    if (plan.seconds() > 0) {
      loop().after(plan.seconds() * MILLIS_PER_SECOND, this::timeOut);
    }
    super.begin();
  }

  @Override
  void onInterrupt() {
    leave(0);
  }

  private void timeOut() {
    if (!leaving) {
      console().note("Timed out");
      leave(TIMED_OUT);
    }
  }

  /** Ends the session in order; a node that has none ends at once. */
  private void leave(int status) {
    if (leaving) {
      return;
    }
    leaving = true;
    exitStatus = status;
    if (device().state() == DeviceState.DISCONNECTED) {
      finish(status);
    } else if (device().state() == DeviceState.CONNECTING) {
      finish(status == 0 ? FAILED : status);
    } else {
      device().act((node, now) -> node.disconnect(now));
    }
  }

  @Override
  public void onConnected(long nowMillis) {
    super.onConnected(nowMillis);
    if (!asked) {
      asked = true;
      for (Topic topic : plan.topics()) {
        device().act((node, now) -> node.subscribe(now, topic, plan.qos()));
      }
    }
    if (plan.sleeps()) {
      device().act((node, now) -> node.sleep(now, plan.announcedSeconds()));
    }
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos qos) {
    granted++;
  }

  @Override
  public void onRefused(long nowMillis, Topic topic, ReturnCode code) {
    console().error("the subscription to '" + topic + "' is refused: " + Words.of(code));
    refused++;
    if (refused == plan.topics().size() && granted == 0) {
      leave(FAILED);
    }
  }

  @Override
  public void onMessage(long nowMillis, Message message) {
    if (leaving) {
      return;
    }
    messages++;
    printer.print(message);
    if (messages == plan.count() || console().isFailed()) {
      tellWake(nowMillis, "");
      leave(0);
    }
  }

  @Override
  public void onAsleep(long nowMillis) {
    wakeLater();
  }

  private void wakeLater() {
    if (!alarmSet && !leaving) {
      alarmSet = true;
      loop().after(plan.sleepSeconds() * MILLIS_PER_SECOND, this::wakeUp);
    }
  }

  private void wakeUp() {
    alarmSet = false;
    if (device().state() == DeviceState.ASLEEP && !leaving) {
      wake = new Wake(loop().nowMillis(), device().traffic(), messages);
      device().act((node, now) -> node.wake(now));
    }
  }

  @Override
  public void onWakeEnded(long nowMillis, boolean complete) {
    tellWake(nowMillis, complete ? "" : "; the gateway did not answer to the end");
    wakeLater();
  }

  private void tellWake(long nowMillis, String end) {
    if (wake == null) {
      return;
    }
    Traffic cost = device().traffic().since(wake.traffic());
    int arrived = messages - wake.messages();
    console()
        .note(
            "wake %d: %s, radio on %d ms, %s sent and %d heard, %d octets%s"
                .formatted(
                    ++wakes,
                    counted(arrived, "message"),
                    nowMillis - wake.sinceMillis(),
                    counted(cost.framesSent(), "frame"),
                    cost.framesHeard(),
                    cost.octets(),
                    end));
    wake = null;
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  @Override
  public void onDisconnected(long nowMillis) {
    finish(leaving ? exitStatus : FAILED);
  }

  /** Before the first connection it is the end; later the node asks again after T_WAIT. */
  @Override
  public void onConnectRefused(long nowMillis, ReturnCode code) {
    if (asked && code == ReturnCode.CONGESTION) {
      console().note("Connection refused: " + Words.of(code) + "; asking again");
    } else {
      super.onConnectRefused(nowMillis, code);
    }
  }

  /** Before the first connection it is the end; later the node connects again by itself. */
  @Override
  public void onLost(long nowMillis, String reason) {
    if (asked) {
      console().note("Connection lost: " + reason + "; connecting again");
    } else {
      super.onLost(nowMillis, reason);
    }
  }
}
