package dev.mqttsn.app;

import dev.mqttsn.app.store.SqliteStore;
import dev.mqttsn.app.store.StateException;
import dev.mqttsn.bridge.BrokerBridge;
import dev.mqttsn.bridge.BrokerConfig;
import dev.mqttsn.gateway.GatewayConfig;
import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.Transport;
import dev.mqttsn.udp.Loops;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running gateway: links, shard and broker bridge put together on one event loop. */
final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final long CLOSE_SECONDS = 2;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final UdpLinks links;
  private final Settings settings;
  private final SqliteStore sqlite;
  private final SessionStore store;
  private SerialLinks serialLinks;
  private ShardLoop shardLoop;
  private BrokerBridge bridge;

  private Gateway(Settings settings, EventLoopGroup group, UdpLinks links, SqliteStore store) {
    this.sqlite = store;
    this.store = store == null ? new MemoryStore() : store;
    this.settings = settings;
    this.group = group;
    this.loop = group.next();
    this.links = links;
  }

  /** Binds all links, then serves them; the broker may come later. */
  static Gateway start(Settings settings, Path capture) throws ConfigException {
    SqliteStore store = openStore(settings.state());
    EventLoopGroup group = Loops.newLoop("gateway");
    try {
      UdpLinks links = UdpLinks.bind(group, settings, capture);
      Gateway gateway = new Gateway(settings, group, links, store);
      gateway.loop.submit(gateway::compose).get();
      return gateway;
    } catch (ConfigException e) {
      abandon(store, group);
      throw e;
    } catch (ExecutionException e) {
      abandon(store, group);
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      abandon(store, group);
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void abandon(SqliteStore store, EventLoopGroup group) {
    if (store != null) {
      store.close();
    }
    end(group);
  }

  /** Null for none: as was asked for, or where another gateway has the default place. */
  private static SqliteStore openStore(StateSettings state) throws ConfigException {
    if (!state.isDurable()) {
      return null;
    }
    try {
      return SqliteStore.open(state.directory());
    } catch (StateException e) {
      if (!e.isInUse() || state.chosen()) {
        throw new ConfigException(state.origin(), e.getMessage());
      }
      log.warn(
          "{}: sessions are kept in memory; name another directory with --state", e.getMessage());
      return null;
    }
  }

  /** On the loop, so that nothing is heard before all parts know each other. */
  private void compose() {
    MonotonicClock clock = new MonotonicClock();
    RandomGenerator random = new SecureRandom();
    GatewayShard shard =
        new GatewayShard(
            coreConfig(settings, allLinks(), sqlite != null),
            new LoggingObserver(clock),
            random,
            clock.millis());
    shardLoop = new ShardLoop(loop, clock, shard);
    bridge =
        new BrokerBridge(loop, brokerConfig(settings, random), shardLoop::onBrokerEvent, random);
    serialLinks = SerialLinks.start(settings, loop, shardLoop::onFrame, links.pcap(), clock);
    List<Transport> transports = new ArrayList<>(links.transports());
    transports.addAll(serialLinks.transports());
    shardLoop.start(transports, brokerSide(bridge), store);
    if (sqlite != null) {
      sqlite.start(loop, shardLoop);
    }
    links.deliverTo(shardLoop::onFrame);
  }

  private List<Link> allLinks() {
    return Stream.concat(links.links().stream(), SerialLinks.links(settings).stream()).toList();
  }

  static GatewayConfig coreConfig(Settings settings, List<Link> links, boolean durable) {
    return new GatewayConfig(
        settings.gatewayId(), links, settings.predefined(), settings.limits(), durable);
  }

  private static BrokerConfig brokerConfig(Settings settings, RandomGenerator random) {
    BrokerSettings broker = settings.broker();
    String clientId =
        broker.clientId() != null ? broker.clientId() : ownClientId(settings.gatewayId(), random);
    return new BrokerConfig(
        broker.uri().host(),
        broker.uri().port(),
        broker.username(),
        broker.password(),
        clientId,
        broker.keepAliveSeconds(),
        broker.backoffMinMillis(),
        broker.backoffMaxMillis(),
        broker.restoresPerSecond());
  }

  /**
   * Random, because two gateways of one name would end each other's connection for ever; at most 23
   * characters, which every broker takes.
   */
  private static String ownClientId(int gatewayId, RandomGenerator random) {
    return String.format(Locale.ROOT, "mqttsn-gw-%d-%08x", gatewayId, random.nextInt());
  }

  private static BrokerSide brokerSide(BrokerBridge bridge) {
    return new BrokerSide() {
      @Override
      public void execute(BrokerCommand command) {
        bridge.execute(command);
      }

      @Override
      public void flush() {
        bridge.flush();
      }

      @Override
      public void close() {
        bridge.close();
      }
    };
  }

  /** The port that a link is bound to, which the system chose where the settings say 0. */
  int port(int link) {
    return links.port(link);
  }

  /** All that the ready line names. */
  String description() {
    return allLinks().stream().map(Link::name).collect(Collectors.joining(", "))
        + "; broker "
        + settings.broker().uri()
        + "; gateway id "
        + settings.gatewayId();
  }

  @Override
  public void close() {
    try {
      loop.submit(this::closeParts).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the links did not close in order: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Waits for the disk, which the loop must not; what was told to anybody is on it already.
    store.close();
    end(group);
  }

  private void closeParts() {
    shardLoop.stop();
    bridge.close();
    serialLinks.close();
    links.close();
  }

  private static void end(EventLoopGroup group) {
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
