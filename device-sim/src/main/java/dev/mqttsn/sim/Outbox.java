package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import java.util.ArrayDeque;
import java.util.Queue;

/** Frames on their way to the radio. */
final class Outbox {
  private final Queue<Frame> frames = new ArrayDeque<>();
  private long lastSentMillis;

  void send(long nowMillis, Frame frame) {
    frames.add(frame);
    lastSentMillis = nowMillis;
  }

  Frame poll() {
    return frames.poll();
  }

  long lastSentMillis() {
    return lastSentMillis;
  }
}
