package dev.mqttsn.sim.fleet;

import dev.mqttsn.bridge.BrokerBridge;
import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What arrives at the broker, and an application there that sends to nodes. It takes several
 * connections, since a broker drops what a slow one does not take; its own loop, on which all of it
 * is used but for start, publish and close.
 */
final class BrokerWatch implements Application, AutoCloseable {
  private static final int TOPICS_PER_LINK = 100;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final long START_SECONDS = 20;
  private static final long CLOSE_SECONDS = 3;
  private static final int MAX_PACKET_ID = 60_000;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Audience audience;
  private final List<WatchLink> links = new ArrayList<>();
  private final Map<String, WatchLink> linkByClientId = new HashMap<>();
  private final Map<String, WatchLink> linkByNode = new HashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private BrokerBridge bridge;
  private boolean flushing;
  private boolean closing;

  /** Hears what the broker tells, on the watch's loop. */
  interface Audience {
    void onArrived(Octets payload, long nanos);

    void onTaken(String node, int number);
  }

  /** One connection with the topics that it hears. */
  private static final class WatchLink {
    final String clientId;
    final List<String> topics = new ArrayList<>();
    final Map<Integer, Pending> pending = new HashMap<>();
    int subscribed;
    int packetId;

    WatchLink(String clientId) {
      this.clientId = clientId;
    }
  }

  private record Pending(String node, int number) {}

  private BrokerWatch(Audience audience) {
    this.group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    this.loop = group.next();
    this.audience = audience;
  }

  /**
   * Subscribes to all topics; returns when the broker has confirmed it.
   *
   * @param topics by the node that they belong to
   */
  static BrokerWatch start(BrokerConfig config, Map<String, String> topics, Audience audience)
      throws IOException {
    BrokerWatch watch = new BrokerWatch(audience);
    watch.share(config.clientId(), topics);
    watch.loop.execute(() -> watch.open(config));
    try {
      watch.ready.get(START_SECONDS, TimeUnit.SECONDS);
      return watch;
    } catch (ExecutionException e) {
      watch.close();
      throw new IOException("the broker " + config + ": " + e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      watch.close();
      throw new IOException(
          "the broker " + config + " did not confirm within " + START_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      watch.close();
      throw new IOException("interrupted", e);
    }
  }

  /** Every topic is heard on one connection, though several nodes may publish to it. */
  private void share(String clientId, Map<String, String> topics) {
    Set<String> known = new HashSet<>();
    topics.forEach(
        (node, topic) -> {
          if (links.isEmpty() || links.get(links.size() - 1).topics.size() >= TOPICS_PER_LINK) {
            links.add(new WatchLink(clientId + "-" + links.size()));
          }
          WatchLink link = links.get(links.size() - 1);
          linkByNode.put(node, link);
          if (known.add(topic)) {
            link.topics.add(topic);
          }
          linkByClientId.put(link.clientId, link);
        });
  }

  private void open(BrokerConfig config) {
    bridge = new BrokerBridge(loop, config, this::onEvent, new Random());
    for (WatchLink link : links) {
      execute(new BrokerCommand.Open(link.clientId, false, KEEP_ALIVE_SECONDS, Map.of()));
    }
  }

  private void execute(BrokerCommand command) {
    bridge.execute(command);
    if (!flushing) {
      flushing = true;
      loop.execute(
          () -> {
            flushing = false;
            bridge.flush();
          });
    }
  }

  private void onEvent(BrokerEvent event) {
    WatchLink link = linkByClientId.get(event.clientId());
    if (link == null) {
      return; // the bridge's own connection
    }
    if (event instanceof BrokerEvent.MessageArrived message) {
      onArrived(link, message);
    } else if (event instanceof BrokerEvent.ReleaseArrived release) {
      execute(new BrokerCommand.CompletedDown(link.clientId, release.packetId()));
    } else if (event instanceof BrokerEvent.PublishReceived received) {
      execute(new BrokerCommand.Release(link.clientId, received.packetId()));
    } else if (event instanceof BrokerEvent.PublishAcked acked) {
      onTaken(link, acked.packetId());
    } else if (event instanceof BrokerEvent.PublishCompleted completed) {
      onTaken(link, completed.packetId());
    } else {
      onSetup(link, event);
    }
  }

  private void onSetup(WatchLink link, BrokerEvent event) {
    if (closing) {
      return;
    }
    if (event instanceof BrokerEvent.Opened) {
      int packetId = MAX_PACKET_ID;
      for (String topic : link.topics) {
        packetId++;
        execute(new BrokerCommand.Subscribe(link.clientId, packetId, topic, Qos.EXACTLY_ONCE));
      }
      checkReady();
    } else if (event instanceof BrokerEvent.OpenFailed failed) {
      ready.completeExceptionally(new IOException(failed.reason()));
    } else if (event instanceof BrokerEvent.SubscribeAcked acked) {
      if (acked.granted() != Qos.EXACTLY_ONCE) {
        ready.completeExceptionally(new IOException("it refuses a subscription at QoS 2"));
      }
      link.subscribed++;
      checkReady();
    }
  }

  private void checkReady() {
    if (links.stream().allMatch(l -> l.subscribed == l.topics.size())) {
      ready.complete(null);
    }
  }

  private void onArrived(WatchLink link, BrokerEvent.MessageArrived message) {
    audience.onArrived(message.payload(), System.nanoTime());
    if (message.qos() == Qos.AT_LEAST_ONCE) {
      execute(new BrokerCommand.AckDown(link.clientId, message.delivery()));
    } else if (message.qos() == Qos.EXACTLY_ONCE) {
      execute(new BrokerCommand.ReceivedDown(link.clientId, message.delivery()));
    }
  }

  private void onTaken(WatchLink link, int packetId) {
    Pending pending = link.pending.remove(packetId);
    if (pending != null) {
      audience.onTaken(pending.node(), pending.number());
    }
  }

  @Override
  public void publish(String node, int number, String topic, Qos qos, Octets payload) {
    loop.execute(
        () -> {
          WatchLink link = linkByNode.get(node);
          link.packetId = link.packetId % MAX_PACKET_ID + 1;
          if (qos.isAcknowledged()) {
            link.pending.put(link.packetId, new Pending(node, number));
          }
          execute(
              new BrokerCommand.Publish(link.clientId, link.packetId, topic, qos, false, payload));
          if (!qos.isAcknowledged()) {
            audience.onTaken(node, number);
          }
        });
  }

  /** Leaves no session behind at the broker. */
  @Override
  public void close() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    loop.execute(
        () -> {
          closing = true;
          for (WatchLink link : links) {
            execute(new BrokerCommand.Open(link.clientId, true, KEEP_ALIVE_SECONDS, Map.of()));
          }
          var unused = loop.schedule(() -> end(over), 500, TimeUnit.MILLISECONDS);
        });
    try {
      over.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the broker keeps a few sessions of no further use
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private void end(CompletableFuture<Void> over) {
    for (WatchLink link : links) {
      bridge.execute(new BrokerCommand.Close(link.clientId));
    }
    bridge.flush();
    bridge.close();
    over.complete(null);
  }
}
