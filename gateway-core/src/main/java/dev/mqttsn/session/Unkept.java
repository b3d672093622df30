package dev.mqttsn.session;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.ConnAck;
import dev.mqttsn.wire.Frame.Publish;
import dev.mqttsn.wire.Frame.RegAck;
import dev.mqttsn.wire.Frame.SubAck;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashSet;
import java.util.Set;

/**
 * What a client is told, in order, while nothing can be stored: congestion where an acceptance
 * would promise that a restart of the gateway does not undo it, and nothing that relies on that
 * acceptance.
 */
final class Unkept {
  private final Journal journal;
  private final Set<Integer> topicIds = new HashSet<>(1);
  private boolean connection;

  Unkept(Journal journal) {
    this.journal = journal;
  }

  /** The frame itself, what the client gets in its place, or null where it gets nothing. */
  Frame withoutPromise(Frame frame) {
    if (frame instanceof ConnAck ack && ack.returnCode() == ReturnCode.ACCEPTED) {
      connection = true;
      return new ConnAck(ReturnCode.CONGESTION);
    }
    if (frame instanceof RegAck ack && ack.returnCode() == ReturnCode.ACCEPTED) {
      takeBack(ack.topicId());
      return new RegAck(0, ack.msgId(), ReturnCode.CONGESTION);
    }
    if (frame instanceof SubAck ack && ack.returnCode() == ReturnCode.ACCEPTED) {
      takeBack(ack.topicId());
      return new SubAck(ack.grantedQos(), 0, ack.msgId(), ReturnCode.CONGESTION);
    }
    return relies(frame) ? null : frame;
  }

  /** Not an id that the client knows without this answer. */
  private void takeBack(int topicId) {
    if (journal.isPromised(topicId)) {
      topicIds.add(topicId);
    }
  }

  private boolean relies(Frame frame) {
    return switch (frame.type()) {
      case REGISTER, PUBREL -> connection;
      case PUBLISH -> connection || usesId((Publish) frame);
      default -> false;
    };
  }

  private boolean usesId(Publish publish) {
    return publish.topicIdType() == TopicIdType.NORMAL && topicIds.contains(publish.topicId());
  }
}
