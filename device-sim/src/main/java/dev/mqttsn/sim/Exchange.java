package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;

/** One frame that waits for its answer: T_retry, N_retry and DUP (MQTT-SN 1.2 6.13). */
final class Exchange {
  static final long NEVER = Long.MAX_VALUE;

  private final Outbox outbox;
  private final long retryMillis;
  private final int retryCount;
  private Frame frame;
  private int repeated;
  private long deadlineMillis = NEVER;

  Exchange(Outbox outbox, DeviceConfig config) {
    this.outbox = outbox;
    this.retryMillis = config.retryMillis();
    this.retryCount = config.retryCount();
  }

  /** Sends the frame; one that was open before is forgotten. */
  void begin(long nowMillis, Frame first) {
    outbox.send(nowMillis, first);
    frame = asRepetition(first);
    restart(nowMillis);
  }

  /** The gateway was heard: it gets its full time, and all repetitions, again. */
  void restart(long nowMillis) {
    repeated = 0;
    deadlineMillis = nowMillis + retryMillis;
  }

  void end() {
    deadlineMillis = NEVER;
  }

  boolean isOpen() {
    return deadlineMillis != NEVER;
  }

  long deadline() {
    return deadlineMillis;
  }

  /** Repeats the frame when that is due; false when it was repeated often enough. */
  boolean onTimeout(long nowMillis) {
    if (nowMillis < deadlineMillis) {
      return true;
    }
    if (repeated == retryCount) {
      end();
      return false;
    }
    repeated++;
    outbox.send(nowMillis, frame);
    deadlineMillis = nowMillis + retryMillis;
    return true;
  }

  private static Frame asRepetition(Frame frame) {
    if (frame instanceof Frame.Publish publish) {
      return publish.asRepetition();
    }
    if (frame instanceof Frame.Subscribe s) {
      return new Frame.Subscribe(true, s.qos(), s.topicIdType(), s.msgId(), s.topic());
    }
    return frame;
  }
}
