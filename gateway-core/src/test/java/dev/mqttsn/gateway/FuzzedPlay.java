package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import java.util.List;

/**
 * A play that a fuzzer writes: the first octet chooses the configuration, then one octet each an
 * act and after it what the act needs. Any octets are a play.
 */
final class FuzzedPlay {
  /** What can happen; {@link RecordedPlays} writes these down too. */
  enum Act {
    /** Place, length in two octets, a datagram. */
    DATAGRAM,
    /** Place and what {@link FuzzedNodes#frame} takes. */
    FRAME,
    /** A node answers, as it should, the oldest message that it has not answered: place. */
    REPLY,
    /** The broker answers one command: which. */
    ANSWER,
    ANSWER_ALL,
    /** A message from the broker: what {@link FuzzedBroker#message} takes. */
    MESSAGE,
    /** What nobody asked for: what {@link FuzzedBroker#event} takes. */
    EVENT,
    /** Time passes, in units of 10 ms: two octets. */
    TIME,
    /** It passes until the gateway wants to be called. */
    DEADLINE,
    /** Some writes are committed: how many. */
    COMMIT,
    DISK_FAILS,
    DISK_IS_WELL,
    /** The gateway is killed and started again, its writes committed or lost. */
    RESTART;

    /** The octet that means it, or one of those. */
    int octet() {
      return ACTS.indexOf(this);
    }
  }

  private static final List<Act> ACTS = List.of(Act.values());
  private static final long TIME_UNIT_MILLIS = 10;
  private static final int MAX_DATAGRAM = 2_000;

  private final FuzzOctets in;
  private final FuzzJudge judge;
  private final FuzzedBroker broker;
  private final FuzzedNodes nodes = new FuzzedNodes();
  private final FuzzedGateway gateway;

  FuzzedPlay(byte[] script) {
    in = new FuzzOctets(script);
    GatewayConfig config = FuzzedConfig.of(in.octet());
    judge = new FuzzJudge(config.limits().clientIdOctets());
    broker = new FuzzedBroker(judge);
    gateway = new FuzzedGateway(config, judge, broker, nodes);
  }

  void run() {
    while (in.hasMore()) {
      act(ACTS.get(in.below(ACTS.size())));
    }
    gateway.ends();
  }

  private void act(Act act) {
    switch (act) {
      case DATAGRAM -> {
        NodeAddress from = nodes.place(in.octet());
        byte[] datagram = in.take(Math.min(in.word(), MAX_DATAGRAM));
        gateway.datagram(from, FuzzedNodes.enveloped(from, datagram));
      }
      case FRAME -> {
        NodeAddress from = nodes.place(in.octet());
        send(from, nodes.frame(from, in));
      }
      case REPLY -> {
        NodeAddress from = nodes.place(in.octet());
        Frame reply = nodes.reply(from);
        if (reply != null) {
          send(from, reply);
        }
      }
      case ANSWER -> tell(broker.answer(in.octet()));
      case ANSWER_ALL -> gateway.brokerAnswersAll();
      case MESSAGE -> tell(broker.message(in));
      case EVENT -> invent(broker.event(in));
      case TIME -> gateway.passes(in.word() * TIME_UNIT_MILLIS);
      case DEADLINE -> gateway.passesToDeadline();
      case COMMIT -> gateway.commits(in.octet());
      case DISK_FAILS -> gateway.diskFails();
      case DISK_IS_WELL -> gateway.diskIsWell();
      case RESTART -> gateway.restarts(in.flag());
    }
  }

  private void send(NodeAddress from, Frame frame) {
    gateway.datagram(from, FrameEncoder.encode(frame, from.nodeId(), 0));
  }

  /**
   * A bridge tells only of publishes that it was given, and one that waits for the disk it was not.
   */
  private void invent(BrokerEvent event) {
    boolean ofPublish =
        event instanceof BrokerEvent.PublishAcked || event instanceof BrokerEvent.PublishReceived;
    if (!ofPublish || !gateway.isWriting()) {
      tell(event);
    }
  }

  private void tell(BrokerEvent event) {
    if (event != null) {
      gateway.event(event);
    }
  }
}
