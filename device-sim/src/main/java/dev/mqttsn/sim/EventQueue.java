package dev.mqttsn.sim;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Events wait here until the node's state is consistent, so that a listener may use verbs. */
final class EventQueue {
  private final Queue<Consumer<DeviceListener>> waiting = new ArrayDeque<>();

  void add(Consumer<DeviceListener> event) {
    waiting.add(event);
  }

  void deliverTo(DeviceListener listener) {
    Consumer<DeviceListener> event;
    while ((event = waiting.poll()) != null) {
      event.accept(listener);
    }
  }
}
