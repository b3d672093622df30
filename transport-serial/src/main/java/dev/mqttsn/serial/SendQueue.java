package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.framing.Confirmation;
import dev.mqttsn.wire.Octets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What waits to be sent on one link, and what may go when. Pure: the time is an argument, in
 * monotonic microseconds. Not thread-safe.
 *
 * <p>Answers go before requests. A full queue drops the youngest request of the node that has most
 * of them waiting, so that one node cannot crowd out the others. What is repeated while it still
 * waits is not queued twice.
 */
final class SendQueue {
  static final long NEVER = Long.MAX_VALUE;

  /** How much longer than its time on air a modem may take to answer for a frame. */
  static final long ANSWER_MICROS = TimeUnit.MILLISECONDS.toMicros(500);

  private final int limit;
  private final int overheadOctets;
  private final Pacer pacer;
  private final InFlight inFlight;
  private final Deque<Outgoing> answers = new ArrayDeque<>();
  private final Deque<Outgoing> requests = new ArrayDeque<>();
  private final Map<NodeAddress, Integer> requestsByNode = new HashMap<>();
  private long wakeMicros = NEVER;

  /**
   * A queue of its own for each link.
   *
   * @param overheadOctets what the framing adds to each message, for the time on air
   */
  SendQueue(int limit, int overheadOctets, Pacer pacer, Confirmation confirmation) {
    this.limit = limit;
    this.overheadOctets = overheadOctets;
    this.pacer = pacer;
    inFlight = new InFlight(confirmation);
  }

  int size() {
    return answers.size() + requests.size();
  }

  /** Queues a message; returns what was dropped for it, which may be the message itself. */
  Optional<Outgoing> offer(NodeAddress to, byte[] message) {
    Outgoing offered = new Outgoing(to, Octets.wrap(message), kind(to, message), 0);
    if (!pacer.fits(airMicros(offered), offered.kind())) {
      return Optional.of(offered);
    }
    if (isWaiting(offered)) {
      return Optional.empty();
    }
    if (size() < limit) {
      add(offered);
      return Optional.empty();
    }
    Optional<Outgoing> victim = makeRoom(offered);
    if (victim.isEmpty()) {
      return Optional.of(offered);
    }
    add(offered);
    return victim;
  }

  /** What ends a node's wake-up must not overtake what the node stayed awake for. */
  private MessageKind kind(NodeAddress to, byte[] message) {
    MessageKind kind = MessageKind.of(message);
    boolean first = !requestsByNode.containsKey(to);
    return kind == MessageKind.LAST && first ? MessageKind.ANSWER : kind;
  }

  private boolean isWaiting(Outgoing offered) {
    return holds(answers, offered) || holds(requests, offered);
  }

  private static boolean holds(Deque<Outgoing> queue, Outgoing offered) {
    for (Outgoing waiting : queue) {
      if (Repetition.isOf(waiting.message().array(), offered.message().array())
          && waiting.to().equals(offered.to())) {
        return true;
      }
    }
    return false;
  }

  /** Takes another message out; empty where the one that is offered has the weakest claim. */
  private Optional<Outgoing> makeRoom(Outgoing offered) {
    NodeAddress most = mostRequests(offered);
    if (most == null || (offered.kind() != MessageKind.ANSWER && most.equals(offered.to()))) {
      return Optional.empty();
    }
    Iterator<Outgoing> youngestFirst = requests.descendingIterator();
    while (youngestFirst.hasNext()) {
      Outgoing request = youngestFirst.next();
      if (request.to().equals(most)) {
        youngestFirst.remove();
        uncount(request);
        return Optional.of(request);
      }
    }
    throw new IllegalStateException("counted requests are not there");
  }

  /** The node with most requests, counting a request that is offered; null where none waits. */
  private NodeAddress mostRequests(Outgoing offered) {
    boolean request = offered.kind() != MessageKind.ANSWER;
    NodeAddress most = request ? offered.to() : null;
    int count = request ? requestsByNode.getOrDefault(most, 0) + 1 : 0;
    for (Map.Entry<NodeAddress, Integer> entry : requestsByNode.entrySet()) {
      if (entry.getValue() > count) {
        most = entry.getKey();
        count = entry.getValue();
      }
    }
    return most;
  }

  private void add(Outgoing offered) {
    if (offered.kind() == MessageKind.ANSWER) {
      answers.addLast(offered);
    } else {
      requests.addLast(offered);
      requestsByNode.merge(offered.to(), 1, Integer::sum);
    }
  }

  private void uncount(Outgoing request) {
    requestsByNode.computeIfPresent(request.to(), (node, n) -> n == 1 ? null : n - 1);
  }

  /** The next message to send now; empty where none may go before {@link #wakeMicros}. */
  Optional<Outgoing> poll(long nowMicros) {
    wakeMicros = NEVER;
    inFlight.giveUp(nowMicros);
    Optional<Outgoing> next = poll(answers, nowMicros);
    if (next.isEmpty()) {
      next = poll(requests, nowMicros);
      next.ifPresent(this::uncount);
    }
    return next;
  }

  private Optional<Outgoing> poll(Deque<Outgoing> queue, long nowMicros) {
    Iterator<Outgoing> oldestFirst = queue.iterator();
    while (oldestFirst.hasNext()) {
      Outgoing candidate = oldestFirst.next();
      if (!inFlight.hasRoom(candidate.to().address())) {
        wakeMicros = Math.min(wakeMicros, inFlight.nextDeadlineMicros());
        continue;
      }
      long air = airMicros(candidate);
      long ready = pacer.readyMicros(nowMicros, air, candidate.kind());
      if (ready > nowMicros) {
        // the air is the same for all that wait behind, and nothing shorter jumps the queue
        wakeMicros = Math.min(wakeMicros, ready);
        return Optional.empty();
      }
      oldestFirst.remove();
      pacer.sent(nowMicros, air);
      int frameId = inFlight.start(candidate.to(), nowMicros + air + ANSWER_MICROS);
      return Optional.of(candidate.withFrameId(frameId));
    }
    return Optional.empty();
  }

  private long airMicros(Outgoing outgoing) {
    return pacer.airMicros(outgoing.message().length() + overheadOctets);
  }

  /** When to poll again after an empty answer, unless a message or a status comes before. */
  long wakeMicros() {
    return wakeMicros;
  }

  /** A status of the modem makes room; tells which node it is about. */
  Optional<NodeAddress> onStatus(int frameId, boolean delivered) {
    return inFlight.end(frameId, delivered);
  }

  /** The nodes of frames that the modem never answered for, each told once. */
  List<NodeAddress> takeUnanswered(long nowMicros) {
    inFlight.giveUp(nowMicros);
    return inFlight.takeUnanswered();
  }

  /** Forgets what waits and what is in flight; the air stays as busy as it was. */
  int clear() {
    int dropped = size();
    answers.clear();
    requests.clear();
    requestsByNode.clear();
    inFlight.clear();
    return dropped;
  }
}
