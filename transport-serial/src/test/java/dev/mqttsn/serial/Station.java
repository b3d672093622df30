package dev.mqttsn.serial;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A loop with serial links that answer every message with the same message. */
final class Station implements AutoCloseable, SerialObserver {
  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "loop");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Link, SerialTransport> links = new ConcurrentHashMap<>();
  private final Queue<String> ports = new ConcurrentLinkedQueue<>();
  private final Queue<String> deliveries = new ConcurrentLinkedQueue<>();
  private final Queue<String> signals = new ConcurrentLinkedQueue<>();

  SerialTransport add(SerialConfig config) {
    return add(config, SerialTransport.STALL_MILLIS);
  }

  SerialTransport add(SerialConfig config, long stallMillis) {
    FrameSink echo =
        (from, datagram) -> {
          byte[] message = new byte[datagram.remaining()];
          datagram.get(message);
          SerialTransport link = links.get(from.link());
          link.send(from, message);
          link.flush();
        };
    SerialTransport transport =
        SerialTransport.start(config, loop, echo, this, new JSerialComm(), stallMillis);
    links.put(transport.link(), transport);
    return transport;
  }

  /** The transport is used on its loop only. */
  void onLoop(SerialTransport transport, Consumer<SerialTransport> action)
      throws InterruptedException, ExecutionException {
    loop.submit(() -> action.accept(transport)).get();
  }

  @Override
  public void onPort(Link link, boolean open, String reason) {
    ports.add(open ? "open" : reason);
  }

  @Override
  public void onDelivery(NodeAddress node, boolean delivered, int code) {
    deliveries.add(node.address() + " " + delivered + " " + code);
  }

  @Override
  public void onSignal(NodeAddress node, int rssiDbm, int snrDb) {
    signals.add(node.address() + " " + rssiDbm + " " + snrDb);
  }

  List<String> ports() {
    return List.copyOf(ports);
  }

  List<String> deliveries() {
    return List.copyOf(deliveries);
  }

  List<String> signals() {
    return List.copyOf(signals);
  }

  @Override
  public void close() {
    links.values().forEach(SerialTransport::close);
    loop.shutdown();
  }
}
