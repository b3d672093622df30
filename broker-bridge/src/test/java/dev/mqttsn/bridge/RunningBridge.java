package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.AckDown;
import dev.mqttsn.port.BrokerCommand.CompletedDown;
import dev.mqttsn.port.BrokerCommand.Open;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerCommand.ReceivedDown;
import dev.mqttsn.port.BrokerCommand.Release;
import dev.mqttsn.port.BrokerCommand.Subscribe;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.port.BrokerEvent.PublishReceived;
import dev.mqttsn.port.BrokerEvent.ReleaseArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** A bridge on a loop of its own, with a core that answers the broker at once if wanted. */
final class RunningBridge implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;
  private static final long POLL_NANOS = 5_000_000;

  final List<BrokerEvent> events = new CopyOnWriteArrayList<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final BrokerBridge bridge;
  private volatile boolean answering = true;

  RunningBridge(String host, int port) {
    BrokerConfig config = new BrokerConfig(host, port, null, null, "gateway", 60, 100, 1_000);
    bridge = call(() -> new BrokerBridge(loop, config, this::onEvent, new Random(1)));
  }

  /** Whether arriving messages and PUBRECs are answered; otherwise the test does so. */
  void setAnswering(boolean isAnswering) {
    answering = isAnswering;
  }

  void execute(BrokerCommand... commands) {
    call(
        () -> {
          for (BrokerCommand command : commands) {
            bridge.execute(command);
          }
          bridge.flush();
          return null;
        });
  }

  void open(String clientId, boolean cleanSession) {
    execute(new Open(clientId, cleanSession, 0, Map.of()));
    await("Opened " + clientId, BrokerEvent.Opened.class, clientId);
  }

  void subscribe(String clientId, String filter, Qos qos) {
    execute(new Subscribe(clientId, 65_535, filter, qos));
    await("SUBACK of " + clientId, BrokerEvent.SubscribeAcked.class, clientId);
  }

  static Publish publish(String clientId, int packetId, String topic, Qos qos, String text) {
    return new Publish(clientId, packetId, topic, qos, false, Octets.utf8(text));
  }

  boolean isUp() {
    return call(bridge::isUp);
  }

  int links() {
    return call(bridge::links);
  }

  List<String> messages(String clientId) {
    return events.stream()
        .filter(event -> event instanceof MessageArrived && event.clientId().equals(clientId))
        .map(event -> ((MessageArrived) event).payload().text())
        .toList();
  }

  long count(Class<? extends BrokerEvent> type, String clientId) {
    return events.stream()
        .filter(event -> type.isInstance(event) && event.clientId().equals(clientId))
        .count();
  }

  <T extends BrokerEvent> T await(String what, Class<T> type, String clientId) {
    Predicate<BrokerEvent> matches =
        event -> type.isInstance(event) && event.clientId().equals(clientId);
    await(what, () -> events.stream().anyMatch(matches));
    return type.cast(events.stream().filter(matches).findFirst().orElseThrow());
  }

  static void await(String what, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    try {
      while (!condition.call()) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not in time: " + what);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  /** As the core does it: never inside of the event's delivery. */
  private void onEvent(BrokerEvent event) {
    events.add(event);
    BrokerCommand answer = answering ? answer(event) : null;
    if (answer != null) {
      loop.execute(
          () -> {
            bridge.execute(answer);
            bridge.flush();
          });
    }
  }

  private static BrokerCommand answer(BrokerEvent event) {
    if (event instanceof PublishReceived received) {
      return new Release(received.clientId(), received.packetId());
    }
    if (event instanceof ReleaseArrived release) {
      return new CompletedDown(release.clientId(), release.packetId());
    }
    if (event instanceof MessageArrived message && message.qos() == Qos.AT_LEAST_ONCE) {
      return new AckDown(message.clientId(), message.delivery());
    }
    if (event instanceof MessageArrived message && message.qos() == Qos.EXACTLY_ONCE) {
      return new ReceivedDown(message.clientId(), message.delivery());
    }
    return null;
  }

  private <T> T call(Callable<T> action) {
    try {
      return loop.submit(action).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    call(
        () -> {
          bridge.close();
          return null;
        });
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
