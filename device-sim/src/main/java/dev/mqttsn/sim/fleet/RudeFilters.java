package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.wire.Frame;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What rude nodes make of their own frames. */
final class RudeFilters {
  private static final int MAX_ID = 0xFFFF;

  /** No REGACK, PUBACK, PUBREC or PUBCOMP ever leaves. */
  static final FrameFilter NEVER_ACK =
      new FrameFilter() {
        @Override
        public Optional<Frame> outgoing(Frame frame) {
          return switch (frame.type()) {
            case REGACK, PUBACK, PUBREC, PUBCOMP -> Optional.empty();
            default -> Optional.of(frame);
          };
        }
      };

  private RudeFilters() {}

  /** Acknowledges what nobody sent, and publishes to ids that nobody gave it. */
  static FrameFilter wrongIds(RandomGenerator random) {
    return new FrameFilter() {
      @Override
      public Optional<Frame> outgoing(Frame frame) {
        return Optional.of(random.nextBoolean() ? distort(frame, random) : frame);
      }
    };
  }

  private static Frame distort(Frame frame, RandomGenerator random) {
    int id = 1 + random.nextInt(MAX_ID);
    if (frame instanceof Frame.PubAck ack) {
      return new Frame.PubAck(ack.topicId(), id, ack.returnCode());
    }
    if (frame instanceof Frame.RegAck ack) {
      return new Frame.RegAck(id, ack.msgId(), ack.returnCode());
    }
    if (frame instanceof Frame.PubRec) {
      return new Frame.PubRec(id);
    }
    if (frame instanceof Frame.PubRel) {
      return new Frame.PubRel(id);
    }
    if (frame instanceof Frame.PubComp) {
      return new Frame.PubComp(id);
    }
    if (frame instanceof Frame.Publish p) {
      return new Frame.Publish(
          p.dup(), p.qos(), p.retain(), p.topicIdType(), id, p.msgId(), p.data());
    }
    return frame;
  }
}
