package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.ReturnCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The node's requests, one outstanding at a time and in order. The first one keeps its place when
 * the connection is lost, and is sent again after the next.
 */
final class RequestQueue {
  private final DeviceContext context;
  private final Deque<Request> waiting = new ArrayDeque<>();
  private final Exchange exchange;
  private long pausedUntilMillis = Exchange.NEVER;

  RequestQueue(DeviceContext context) {
    this.context = context;
    this.exchange = context.newExchange();
  }

  void add(Request request) {
    waiting.addLast(request);
  }

  /** Puts the held subscriptions in front, for a gateway that has forgotten them. */
  void subscribeAgain() {
    waiting.removeIf(request -> request instanceof SubscribeRequest s && isHeld(s.filter()));
    List<Request> again = new ArrayList<>();
    context
        .subscriptions()
        .held()
        .forEach((filter, qos) -> again.add(new SubscribeRequest(context, filter, qos)));
    for (int i = again.size() - 1; i >= 0; i--) {
      waiting.addFirst(again.get(i));
    }
  }

  private boolean isHeld(Topic filter) {
    return context.subscriptions().held().containsKey(filter);
  }

  /** Whether nothing is under way and nothing could be begun now. */
  boolean isIdle() {
    return !exchange.isOpen() && (waiting.isEmpty() || isPaused());
  }

  private boolean isPaused() {
    return pausedUntilMillis != Exchange.NEVER;
  }

  /** Begins what can be begun. */
  void advance(long nowMillis) {
    endPause(nowMillis);
    while (!exchange.isOpen() && !isPaused() && !waiting.isEmpty()) {
      Optional<String> name = waiting.getFirst().unregisteredName();
      name.ifPresent(n -> waiting.addFirst(new RegisterRequest(context, n)));
      begin(nowMillis, waiting.getFirst());
    }
  }

  private void begin(long nowMillis, Request request) {
    if (request.isAnswered()) {
      exchange.begin(nowMillis, request.frame());
    } else {
      context.outbox().send(nowMillis, request.frame());
      waiting.removeFirst();
      request.onSent(nowMillis);
    }
  }

  void onFrame(long nowMillis, Frame frame) {
    if (!exchange.isOpen()) {
      return;
    }
    Request request = waiting.getFirst();
    switch (request.onFrame(nowMillis, frame)) {
      case NOT_MINE -> {}
      case NEXT_PHASE -> exchange.end();
      case CONGESTED -> {
        pause(nowMillis);
        context.events().add(l -> l.onCongested(nowMillis));
      }
      case DONE -> {
        exchange.end();
        waiting.removeFirst();
        refuseDependents(nowMillis, request, frame);
      }
    }
  }

  /** Messages to a name that cannot be registered would only ask for it again. */
  private void refuseDependents(long nowMillis, Request request, Frame answer) {
    if (request instanceof RegisterRequest register
        && answer instanceof Frame.RegAck ack
        && ack.returnCode() != ReturnCode.ACCEPTED) {
      Optional<String> name = Optional.of(register.name());
      List<Request> dependents =
          waiting.stream().filter(r -> r.unregisteredName().equals(name)).toList();
      waiting.removeAll(dependents);
      dependents.forEach(r -> r.onRefused(nowMillis, ack.returnCode()));
    }
  }

  /** Keeps silence for T_WAIT (5.3.10). */
  void pause(long nowMillis) {
    exchange.end();
    pausedUntilMillis = nowMillis + context.config().waitMillis();
  }

  /** The connection is gone; the requests stay. */
  void suspend() {
    exchange.end();
  }

  long deadline() {
    return Math.min(exchange.deadline(), pausedUntilMillis);
  }

  boolean onTimeout(long nowMillis) {
    endPause(nowMillis);
    return exchange.onTimeout(nowMillis);
  }

  /** It may have passed while the node slept. */
  private void endPause(long nowMillis) {
    if (nowMillis >= pausedUntilMillis) {
      pausedUntilMillis = Exchange.NEVER;
    }
  }
}
