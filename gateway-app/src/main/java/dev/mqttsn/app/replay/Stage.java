package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Drives a fresh shard on a clock that follows the capture: the nodes' requests at their times,
 * their answers as soon as the shard has sent what they are for, but no earlier than captured.
 */
final class Stage {
  /** A chain of cause and effect within one instant is never so long. */
  private static final int MAX_STEPS_AT_ONCE = 1_000_000;

  private static final int MAX_HELD_ANSWERS = 1_000;

  /** What happened, for the transcript. */
  sealed interface Step {}

  /** The message of the capture with this index. */
  record Played(int index) implements Step {}

  /** The message of the fresh gateway with this number. */
  record Answered(int number) implements Step {}

  /** What needs no comparison. */
  record Ready(Line line) implements Step {}

  private final Story story;
  private final Side fresh;
  private final Translator translator;
  private final SimulatedBroker broker;
  private final Witness witness;
  private final GatewayShard shard;
  private final Deque<BrokerEvent> events = new ArrayDeque<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Spoken> spoken = new ArrayList<>();
  private final Map<NodeAddress, Deque<Reading>> held = new HashMap<>();
  private final Deque<Spoken> unheard = new ArrayDeque<>();
  private long nowMillis;
  private int index;

  Stage(Story story, List<Traffic> traffic, ReplayConfig config, int gatewayId) {
    this.story = story;
    this.fresh = new Side(config.predefined());
    this.translator = new Translator(story.captured(), fresh);
    this.broker = new SimulatedBroker(story.shown());
    this.witness = new Witness((text, defect) -> note(text, defect));
    Set<Link> links = new LinkedHashSet<>();
    traffic.forEach(each -> links.add(each.node().link()));
    GatewayConfig core =
        new GatewayConfig(gatewayId, List.copyOf(links), config.predefined(), config.limits());
    this.shard = new GatewayShard(core, witness, new SplittableRandom(1), 0);
  }

  List<Step> steps() {
    return steps;
  }

  List<Spoken> spoken() {
    return spoken;
  }

  int defects() {
    return witness.defects();
  }

  private void note(String text, boolean defect) {
    steps.add(new Ready(new Line.Note(nowMillis * 1_000, text, defect)));
  }

  void play() {
    events.add(new BrokerEvent.LinkUp(BrokerCommand.GATEWAY, false));
    settle();
    for (index = 0; index < story.readings().size(); index++) {
      Reading reading = story.readings().get(index);
      advance(reading.traffic().atMillis());
      for (ShownMessages.Entry entry : story.dueAt(index)) {
        broker.show(nowMillis, entry, events);
        settle();
      }
      steps.add(new Played(index));
      if (reading.traffic().way() == Way.TO_GATEWAY) {
        play(reading);
        settle();
      }
    }
  }

  /** A capture whose clock was set back stands still for a while. */
  private void advance(long target) {
    int count = 0;
    while (deadline() <= target && count++ < MAX_STEPS_AT_ONCE) {
      nowMillis = Math.max(nowMillis, deadline());
      broker.onTimeout(nowMillis, events);
      settle();
      shard.onTimeout(nowMillis);
      settle();
    }
    nowMillis = Math.max(nowMillis, target);
  }

  private long deadline() {
    return Math.min(shard.nextDeadline(), broker.deadline());
  }

  private void play(Reading reading) {
    Traffic traffic = reading.traffic();
    if (!reading.isFrame()) {
      octets(traffic.node(), traffic.datagram().array());
      return;
    }
    NodeAddress node = traffic.node();
    if (reading.frame() instanceof Frame.Connect) {
      held.remove(node);
    }
    if (!translator.canTranslate(reading)) {
      hold(node, reading);
      return;
    }
    translated(reading);
  }

  private void hold(NodeAddress node, Reading reading) {
    Deque<Reading> answers = held.computeIfAbsent(node, unknown -> new ArrayDeque<>());
    if (answers.size() < MAX_HELD_ANSWERS) {
      answers.add(reading);
    }
  }

  private void translated(Reading reading) {
    NodeAddress node = reading.traffic().node();
    Optional<Frame> frame = translator.translate(reading);
    if (frame.isEmpty()) {
      return;
    }
    boolean asCaptured = frame.get().equals(reading.frame());
    fresh.hears(node, frame.get(), reading.request());
    octets(
        node,
        asCaptured
            ? reading.traffic().datagram().array()
            : FrameEncoder.encode(frame.get(), node.nodeId(), 0));
  }

  /** Of a forwarder the shard finds out by itself which node it speaks for. */
  private void octets(NodeAddress node, byte[] datagram) {
    NodeAddress from = NodeAddress.direct(node.link(), node.address());
    shard.onFrame(nowMillis, from, ByteBuffer.wrap(datagram));
  }

  /** Carries out all that the shard wants, and lets the nodes answer, until all is quiet. */
  private void settle() {
    int count = 0;
    while (count++ < MAX_STEPS_AT_ONCE && (drain() || answer())) {
      // one more round
    }
  }

  private boolean drain() {
    boolean busy = false;
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      perform(effect);
      busy = true;
    }
    BrokerEvent event = events.poll();
    if (event != null) {
      shard.onBrokerEvent(nowMillis, event);
    }
    return busy || event != null;
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.SendFrame send) {
      sent(send.to(), send.frame());
    } else if (effect instanceof Effect.Command command) {
      broker.execute(nowMillis, command.command(), events);
    } else if (effect instanceof Effect.Broadcast broadcast) {
      steps.add(new Ready(new Line.ToAll(nowMillis * 1_000, broadcast.frame())));
    }
  }

  private void sent(NodeAddress to, Frame frame) {
    String clientId = fresh.client(to).clientId();
    Spoken message = new Spoken(nowMillis, index, to, clientId, frame, fresh.says(to, frame));
    steps.add(new Answered(spoken.size()));
    spoken.add(message);
    unheard.add(message);
  }

  /** One answer of a node that was waiting for its question, or that the capture cannot show. */
  private boolean answer() {
    for (Spoken message = unheard.poll(); message != null; message = unheard.poll()) {
      Optional<Frame> madeUp = translator.madeUpAnswer(message.node(), message.frame());
      if (madeUp.isPresent()) {
        NodeAddress node = message.node();
        steps.add(new Ready(new Line.FromNode(nowMillis * 1_000, node, madeUp.get(), true)));
        fresh.hears(node, madeUp.get(), Requests.NONE);
        octets(node, FrameEncoder.encode(madeUp.get(), node.nodeId(), 0));
        return true;
      }
      if (answerHeld(message.node())) {
        unheard.push(message);
        return true;
      }
    }
    return false;
  }

  private boolean answerHeld(NodeAddress node) {
    Iterator<Reading> answers = held.getOrDefault(node, new ArrayDeque<>()).iterator();
    while (answers.hasNext()) {
      Reading answer = answers.next();
      if (translator.canTranslate(answer)) {
        answers.remove();
        translated(answer);
        return true;
      }
    }
    return false;
  }
}
