package dev.mqttsn.sim.world;

import dev.mqttsn.bridge.PacketOut.Ack;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.TopicIdType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Mistakes that a gateway could make, put between the parts of one that makes none. */
final class Defects {
  /** A new one for each run, as some have a memory. */
  static final List<Supplier<Seams>> ALL =
      List.of(
          AcknowledgesBeforeTheBroker::new,
          ReceivesBeforeTheBroker::new,
          ForgetsDupTowardsTheNode::new,
          ForgetsDupTowardsTheBroker::new,
          LosesTheOrder::new,
          GivesAnIdAnotherMeaning::new,
          UsesAnIdUnannounced::new,
          ReusesAMsgId::new,
          DropsPubrelTowardsTheBroker::new,
          DropsPubrelAfterARestart::new,
          DropsPubrelTowardsTheNode::new,
          AcknowledgesBeforeTheNode::new,
          PublishesACopy::new,
          LosesAMessageAndAcknowledgesIt::new,
          NeverEndsAWake::new,
          TalksToASleeper::new,
          LowersTheQos::new,
          SkipsTheCommitOfAMessage::new,
          SkipsTheCommitOfASession::new,
          ForgetsTopicIdsInACrash::new);

  private Defects() {}

  static final class AcknowledgesBeforeTheBroker implements Seams {
    @Override
    public void command(
        BrokerCommand command, Consumer<BrokerCommand> next, Consumer<BrokerEvent> tell) {
      if (command instanceof BrokerCommand.Publish p && p.qos() == Qos.AT_LEAST_ONCE) {
        tell.accept(new BrokerEvent.PublishAcked(p.clientId(), p.packetId()));
      }
      next.accept(command);
    }
  }

  static final class ReceivesBeforeTheBroker implements Seams {
    @Override
    public void command(
        BrokerCommand command, Consumer<BrokerCommand> next, Consumer<BrokerEvent> tell) {
      if (command instanceof BrokerCommand.Publish p && p.qos() == Qos.EXACTLY_ONCE) {
        tell.accept(new BrokerEvent.PublishReceived(p.clientId(), p.packetId()));
        tell.accept(new BrokerEvent.PublishCompleted(p.clientId(), p.packetId()));
      }
      next.accept(command);
    }
  }

  static final class ForgetsDupTowardsTheNode implements Seams {
    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      next.accept(
          frame instanceof Frame.Publish p ? publish(p, false, p.topicId(), p.msgId()) : frame);
    }
  }

  static final class ForgetsDupTowardsTheBroker implements Seams {
    @Override
    public void packetUp(String clientId, Packet packet, Consumer<Packet> next) {
      next.accept(packet instanceof Packet.Publish p ? p.withDup(false) : packet);
    }
  }

  static final class LosesTheOrder implements Seams {
    private final Map<String, BrokerEvent> kept = new HashMap<>();

    @Override
    public void event(
        BrokerEvent event, Consumer<BrokerEvent> next, Consumer<BrokerCommand> order) {
      BrokerEvent earlier = kept.remove(event.clientId());
      boolean message =
          event instanceof BrokerEvent.MessageArrived m && m.qos() != Qos.AT_MOST_ONCE;
      if (message && earlier == null) {
        kept.put(event.clientId(), event);
        return;
      }
      next.accept(event);
      if (earlier != null) {
        next.accept(earlier);
      }
    }
  }

  static final class GivesAnIdAnotherMeaning implements Seams {
    private final Map<NodeAddress, Integer> last = new HashMap<>();

    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      if (frame instanceof Frame.Publish p && p.topicIdType() == TopicIdType.NORMAL) {
        Integer other = last.put(to, p.topicId());
        int id = other == null ? p.topicId() : other;
        next.accept(publish(p, p.dup(), id, p.msgId()));
      } else {
        next.accept(frame);
      }
    }
  }

  static final class UsesAnIdUnannounced implements Seams {
    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      next.accept(
          frame instanceof Frame.SubAck a && a.topicId() != 0
              ? new Frame.SubAck(a.grantedQos(), 0, a.msgId(), a.returnCode())
              : frame);
    }
  }

  static final class ReusesAMsgId implements Seams {
    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      next.accept(
          frame instanceof Frame.Publish p && p.qos().isAcknowledged() && !p.dup()
              ? publish(p, false, p.topicId(), p.msgId() % 2 + 1)
              : frame);
    }
  }

  static final class DropsPubrelTowardsTheBroker implements Seams {
    private final Set<String> dropped = new HashSet<>();

    @Override
    public void command(
        BrokerCommand command, Consumer<BrokerCommand> next, Consumer<BrokerEvent> tell) {
      if (!(command instanceof BrokerCommand.Release r) || !dropped.add(r.toString())) {
        next.accept(command);
      }
    }
  }

  static final class DropsPubrelAfterARestart implements Seams {
    private final Set<String> restored = new HashSet<>();

    @Override
    public void command(
        BrokerCommand command, Consumer<BrokerCommand> next, Consumer<BrokerEvent> tell) {
      if (command instanceof BrokerCommand.Restore) {
        restored.add(command.clientId());
      } else if (command instanceof BrokerCommand.Publish p && p.qos() != Qos.AT_MOST_ONCE) {
        restored.remove(command.clientId());
      }
      if (!(command instanceof BrokerCommand.Release) || !restored.contains(command.clientId())) {
        next.accept(command);
      }
    }
  }

  static final class DropsPubrelTowardsTheNode implements Seams {
    private int count;

    @Override
    public void event(
        BrokerEvent event, Consumer<BrokerEvent> next, Consumer<BrokerCommand> order) {
      if (!(event instanceof BrokerEvent.ReleaseArrived) || ++count % 20 != 0) {
        next.accept(event);
      }
    }
  }

  static final class AcknowledgesBeforeTheNode implements Seams {
    @Override
    public void event(
        BrokerEvent event, Consumer<BrokerEvent> next, Consumer<BrokerCommand> order) {
      next.accept(event);
      if (event instanceof BrokerEvent.MessageArrived m && m.qos() == Qos.AT_LEAST_ONCE) {
        order.accept(new BrokerCommand.AckDown(m.clientId(), m.delivery()));
      }
    }
  }

  static final class PublishesACopy implements Seams {
    private int copies;

    @Override
    public void packetUp(String clientId, Packet packet, Consumer<Packet> next) {
      next.accept(packet);
      if (packet instanceof Packet.Publish p && p.qos() == Qos.EXACTLY_ONCE) {
        int id = 40_000 + copies++ % 20_000;
        next.accept(new Packet.Publish(false, id, p.topic(), p.qos(), p.retain(), p.payload()));
        next.accept(new Packet.Ack(Ack.PUBREL, id));
      }
    }
  }

  static final class LosesAMessageAndAcknowledgesIt implements Seams {
    private int count;

    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      boolean lost = frame instanceof Frame.Publish p && p.qos() == Qos.AT_LEAST_ONCE;
      next.accept(
          lost && ++count % 50 == 0 ? publish((Frame.Publish) frame, Octets.utf8("lost ")) : frame);
    }
  }

  static final class NeverEndsAWake implements Seams {
    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      if (!(frame instanceof Frame.PingResp)) {
        next.accept(frame);
      }
    }
  }

  static final class TalksToASleeper implements Seams {
    private final Map<NodeAddress, Frame> last = new HashMap<>();

    @Override
    public void frameDown(NodeAddress to, Frame frame, Consumer<Frame> next) {
      next.accept(frame);
      if (frame instanceof Frame.Publish) {
        last.put(to, frame);
      } else if (frame instanceof Frame.PingResp && last.containsKey(to)) {
        next.accept(last.remove(to));
      }
    }
  }

  static final class LowersTheQos implements Seams {
    @Override
    public void event(
        BrokerEvent event, Consumer<BrokerEvent> next, Consumer<BrokerCommand> order) {
      next.accept(
          event instanceof BrokerEvent.MessageArrived m && m.qos() == Qos.AT_LEAST_ONCE
              ? new BrokerEvent.MessageArrived(
                  m.clientId(), 0, 0, m.topic(), Qos.AT_MOST_ONCE, false, m.payload())
              : event);
    }
  }

  static final class SkipsTheCommitOfAMessage implements Seams {
    @Override
    public void store(StoredChange change, Consumer<StoredChange> next) {
      if (!(change instanceof StoredChange.PutMessage)) {
        next.accept(change);
      }
    }
  }

  static final class SkipsTheCommitOfASession implements Seams {
    @Override
    public void store(StoredChange change, Consumer<StoredChange> next) {
      if (!(change instanceof StoredChange.PutHead)) {
        next.accept(change);
      }
    }
  }

  static final class ForgetsTopicIdsInACrash implements Seams {
    @Override
    public void store(StoredChange change, Consumer<StoredChange> next) {
      if (!(change instanceof StoredChange.PutTopic)) {
        next.accept(change);
      }
    }
  }

  private static Frame publish(Frame.Publish p, boolean dup, int topicId, int msgId) {
    return new Frame.Publish(dup, p.qos(), p.retain(), p.topicIdType(), topicId, msgId, p.data());
  }

  private static Frame publish(Frame.Publish p, Octets data) {
    return new Frame.Publish(
        p.dup(), p.qos(), p.retain(), p.topicIdType(), p.topicId(), p.msgId(), data);
  }
}
