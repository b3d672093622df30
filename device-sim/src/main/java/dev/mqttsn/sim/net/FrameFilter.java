package dev.mqttsn.sim.net;

import dev.mqttsn.wire.Frame;
import java.util.Optional;

/** Sees a node's frames between its rules and its uplink, and may change what leaves. */
public interface FrameFilter {
  /** Changes nothing. */
  FrameFilter NONE = new FrameFilter() {};

  /** What is sent instead of the frame; empty for nothing. */
  default Optional<Frame> outgoing(Frame frame) {
    return Optional.of(frame);
  }

  default void incoming(Frame frame) {}
}
