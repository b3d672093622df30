package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.net.Traffic;
import java.util.random.RandomGenerator;

/** Sleeps nearly always; wakes for its messages, and to publish when a reading is due. */
final class SleeperNode extends FleetNode {
  private static final long MICROS_PER_MILLI = 1_000;
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final double JITTER = 0.1;

  /** The gateway is told more than is meant, so that a late wake is no loss. */
  private static final double ANNOUNCED = 1.5;

  private boolean alarmSet;
  private boolean awake;
  private long wokeMillis;
  private long nextReadingMillis;
  private Traffic atWake = Traffic.NONE;

  SleeperNode(Stage stage, Group group, String name, RandomGenerator random) {
    super(stage, group, name, random);
  }

  @Override
  public void onConnected(long nowMillis) {
    super.onConnected(nowMillis);
    sleepWhenDone();
  }

  private void sleepWhenDone() {
    int seconds = (int) Math.ceil(group().wakesMillis() / MILLIS_PER_SECOND * ANNOUNCED) + 1;
    device().act((node, now) -> node.sleep(now, seconds));
  }

  @Override
  void begin() {
    nextReadingMillis = stage().loop().nowMillis() + random().nextLong(group().everyMillis());
    takeMessages();
  }

  @Override
  public void onAsleep(long nowMillis) {
    endWake(nowMillis);
  }

  @Override
  public void onWakeEnded(long nowMillis, boolean complete) {
    if (!complete) {
      stage().tally().unfinishedWakes++;
    }
    endWake(nowMillis);
  }

  private void endWake(long nowMillis) {
    if (awake && stage().isOpen()) {
      Tally tally = stage().tally();
      tally.radioOn.add((nowMillis - wokeMillis) * MICROS_PER_MILLI);
      tally.wakeTraffic = tally.wakeTraffic.plus(device().traffic().since(atWake));
    }
    awake = false;
    wakeLater();
  }

  private void wakeLater() {
    if (!alarmSet) {
      alarmSet = true;
      double factor = 1 + JITTER * (2 * random().nextDouble() - 1);
      stage().loop().after(Math.round(group().wakesMillis() * factor), this::alarm);
    }
  }

  private void alarm() {
    alarmSet = false;
    wake();
  }

  private void wake() {
    if (device().state() != DeviceState.ASLEEP || awake) {
      return;
    }
    awake = true;
    wokeMillis = stage().loop().nowMillis();
    atWake = device().traffic();
    if (stage().isOpen() && wokeMillis >= nextReadingMillis) {
      nextReadingMillis = wokeMillis + group().everyMillis();
      device().act((node, now) -> node.connect(now));
      publish();
    } else {
      device().act((node, now) -> node.wake(now));
    }
  }

  /** Does not wait for its time when the run ends. */
  @Override
  void hurry() {
    wake();
  }
}
