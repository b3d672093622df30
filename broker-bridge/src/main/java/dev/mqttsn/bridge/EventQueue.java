package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerEvent;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events on their way to the core: in order, and never inside a call that led to them. */
final class EventQueue {
  private static final Logger log = LoggerFactory.getLogger(EventQueue.class);

  private final Executor loop;
  private final Consumer<BrokerEvent> sink;
  private final ArrayDeque<BrokerEvent> queue = new ArrayDeque<>();
  private final Runnable deliver = this::deliverScheduled;
  private boolean delivering;
  private boolean scheduled;

  EventQueue(Executor loop, Consumer<BrokerEvent> sink) {
    this.loop = loop;
    this.sink = sink;
  }

  void add(BrokerEvent event) {
    queue.add(event);
  }

  /** At the end of what the network or a timer has begun. */
  void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      for (BrokerEvent event = queue.poll(); event != null; event = queue.poll()) {
        accept(event);
      }
    } finally {
      delivering = false;
    }
  }

  /** At the end of a command: the core is in the middle of its own work. */
  void deliverLater() {
    if (!scheduled && !queue.isEmpty()) {
      scheduled = true;
      loop.execute(deliver);
    }
  }

  private void deliverScheduled() {
    scheduled = false;
    deliver();
  }

  private void accept(BrokerEvent event) {
    try {
      sink.accept(event);
    } catch (RuntimeException e) {
      log.error("a defect of the gateway, met at {}", event.getClass().getSimpleName(), e);
    }
  }
}
