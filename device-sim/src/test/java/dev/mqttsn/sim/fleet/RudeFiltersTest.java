package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RudeFiltersTest {
  private static final List<Frame> ACKS =
      List.of(
          new Frame.RegAck(7, 1, ReturnCode.ACCEPTED),
          new Frame.PubAck(7, 2, ReturnCode.ACCEPTED),
          new Frame.PubRec(3),
          new Frame.PubComp(4));

  private static final Frame PUBLISH =
      new Frame.Publish(
          false, Qos.AT_LEAST_ONCE, false, TopicIdType.NORMAL, 7, 5, Octets.utf8("x"));

  private static final Frame PING = new Frame.PingReq(Octets.EMPTY);

  @Test
  void neverAcknowledges() {
    for (Frame ack : ACKS) {
      assertEquals(Optional.empty(), RudeFilters.NEVER_ACK.outgoing(ack));
    }
    assertEquals(Optional.of(PUBLISH), RudeFilters.NEVER_ACK.outgoing(PUBLISH));
    assertEquals(Optional.of(PING), RudeFilters.NEVER_ACK.outgoing(PING));
  }

  @Test
  void usesWrongIdsHalfOfTheTime() {
    FrameFilter filter = RudeFilters.wrongIds(new SplittableRandom(1));
    for (Frame frame : List.of(ACKS.get(0), ACKS.get(1), ACKS.get(2), ACKS.get(3), PUBLISH)) {
      long wrong =
          IntStream.range(0, 1_000)
              .filter(i -> !filter.outgoing(frame).equals(Optional.of(frame)))
              .count();
      assertEquals(0.5, wrong / 1_000.0, 0.1, frame::toString);
    }
    assertEquals(Optional.of(PING), filter.outgoing(PING));
  }
}
