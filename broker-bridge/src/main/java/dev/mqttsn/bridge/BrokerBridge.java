package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerCommand.Open;
import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.port.BrokerCommand.Restore;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.OpenFailed;
import dev.mqttsn.wire.ReturnCode;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as an MQTT 3.1.1 client: one link per client id and the gateway's own, which is
 * always kept. Commands and events are the words of {@link BrokerCommand} and {@link BrokerEvent}.
 *
 * <p>Lives on one event loop: everything is called on it and calls the sink on it, never from
 * inside {@link #execute}. Nothing that a broker sends throws out of the loop.
 */
public final class BrokerBridge implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerBridge.class);
  private static final long CONNECT_TICK_MILLIS = 100;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final BridgeLoop loop;
  private final BrokerNetwork network;
  private final BrokerConfig config;
  private final EventQueue events;
  private final Backoff backoff;
  private final WaitingBudget waitingBudget = new WaitingBudget();
  private final ConnectQueue<BrokerLink> connects;
  private final Map<String, BrokerLink> links = new LinkedHashMap<>();
  private final BrokerLink own;
  private final List<BrokerConnection> dirty = new ArrayList<>();
  private final Runnable connectTick = this::onConnectTick;
  private final Runnable tick = this::onTick;
  private final LongSupplier deliveryCounter = this::nextDelivery;
  private long deliveries;
  private long nextRestoreMicros;
  private boolean everAnswered;
  private boolean connectsRequested;

  /** Cancels the next tick. */
  private Runnable armedTick;

  /** Cancels the next turn of those that wait to connect; null where none is due. */
  private Runnable armedConnectTick;

  private boolean ticking;
  private boolean closed;

  /**
   * Begins to connect the gateway's own link at once.
   *
   * @param sink gets the events of all links, on the loop
   * @param random for the jitter of reconnects
   */
  public BrokerBridge(
      EventLoop loop, BrokerConfig config, Consumer<BrokerEvent> sink, RandomGenerator random) {
    this(loop, new NettyLoop(loop), config, sink, random);
  }

  private BrokerBridge(
      EventLoop eventLoop,
      BridgeLoop loop,
      BrokerConfig config,
      Consumer<BrokerEvent> sink,
      RandomGenerator random) {
    this(loop, new NettyNetwork(eventLoop, loop, config), config, sink, random);
  }

  /** A bridge on any loop and network; begins to connect the gateway's own link at once. */
  public BrokerBridge(
      BridgeLoop loop,
      BrokerNetwork network,
      BrokerConfig config,
      Consumer<BrokerEvent> sink,
      RandomGenerator random) {
    this.loop = loop;
    this.network = network;
    this.config = config;
    this.events = new EventQueue(loop, sink);
    this.backoff = new Backoff(config, random);
    this.connects = new ConnectQueue<>(backoff);
    this.own = new BrokerLink(this, BrokerCommand.GATEWAY);
    this.armedTick = loop.schedule(KeepAlive.TICK_MILLIS, tick);
    own.session().openOwn(now());
  }

  /** Carries out a command; what it writes goes out with the next {@link #flush}. */
  public void execute(BrokerCommand command) {
    if (closed) {
      return;
    }
    try {
      if (command.clientId().equals(BrokerCommand.GATEWAY)) {
        executeOwn(command);
      } else if (command instanceof Restore restore) {
        restore(restore);
      } else {
        executeOn(link(command), command);
      }
    } catch (RuntimeException e) {
      log.error("a defect of the gateway, met at {}", command.getClass().getSimpleName(), e);
    }
    events.deliverLater();
  }

  private void executeOwn(BrokerCommand command) {
    if (command instanceof Publish) {
      own.session().execute(command, now());
    }
  }

  /** One link after the other, at the pace that the broker is to be spared with. */
  private void restore(Restore restore) {
    if (links.containsKey(restore.clientId())) {
      return;
    }
    nextRestoreMicros = Math.max(nextRestoreMicros, now() * MICROS_PER_MILLI);
    BrokerLink link = new BrokerLink(this, restore.clientId());
    links.put(restore.clientId(), link);
    link.session().restore(restore, nextRestoreMicros / MICROS_PER_MILLI);
    nextRestoreMicros += MICROS_PER_SECOND / config.restoresPerSecond();
  }

  private void executeOn(BrokerLink link, BrokerCommand command) {
    if (link != null) {
      link.session().execute(command, now());
    }
  }

  /** The link of the command; only Open makes one, and null means that there is none. */
  private BrokerLink link(BrokerCommand command) {
    String clientId = command.clientId();
    BrokerLink link = links.get(clientId);
    if (link != null || !(command instanceof Open)) {
      return link;
    }
    if (clientId.equals(config.clientId())) {
      event(
          new OpenFailed(
              clientId, ReturnCode.NOT_SUPPORTED, "this client id is the gateway's own"));
      return null;
    }
    BrokerLink added = new BrokerLink(this, clientId);
    links.put(clientId, added);
    return added;
  }

  /** Hands what was written to the network; to be called once per loop turn. */
  public void flush() {
    for (int i = 0; i < dirty.size(); i++) {
      dirty.get(i).flush();
    }
    dirty.clear();
  }

  /**
   * The number of clients that have a link, in whatever condition; the gateway's own not counted.
   */
  public int links() {
    return links.size();
  }

  /** Whether the gateway's own link is up. */
  public boolean isUp() {
    return own.session().isUp();
  }

  /** Ends all links with DISCONNECT; no event follows. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    armedTick.run();
    if (armedConnectTick != null) {
      armedConnectTick.run();
    }
    network.close();
    for (BrokerLink link : List.copyOf(links.values())) {
      link.session().execute(new BrokerCommand.Close(link.clientId()), now());
    }
    own.session().execute(new BrokerCommand.Close(own.clientId()), now());
    links.clear();
  }

  private void onTick() {
    if (closed) {
      return;
    }
    armedTick = loop.schedule(KeepAlive.TICK_MILLIS, tick);
    long now = now();
    ticking = true;
    try {
      own.onTick(now);
      links
          .values()
          .removeIf(
              link -> {
                link.onTick(now);
                return link.isGone();
              });
    } catch (RuntimeException e) {
      log.error("a defect of the gateway", e);
    } finally {
      ticking = false;
    }
    flush();
    afterInput();
  }

  /** To be called at the end of everything that the network or a timer has begun. */
  void afterInput() {
    if (!closed) {
      events.deliver();
    }
  }

  void event(BrokerEvent event) {
    if (!closed) {
      events.add(event);
    }
  }

  void flushLater(BrokerConnection connection) {
    dirty.add(connection);
  }

  void seekConnection(BrokerLink link, boolean urgent, long atMillis) {
    if (closed) {
      return;
    }
    if (urgent) {
      connects.addUrgent(link);
      requestConnects();
    } else {
      connects.add(link, atMillis);
      armConnectTick();
    }
  }

  void seekNoConnection(BrokerLink link) {
    connects.remove(link);
  }

  /** The link's attempt has ended without telling anything about the broker. */
  void turnEnded(BrokerLink link) {
    connects.ended(link);
    requestConnects();
  }

  void onAnswered(BrokerLink link) {
    connects.ended(link);
    if (!everAnswered || !connects.isReachable()) {
      log.info("broker {} {}", config, everAnswered ? "reachable again" : "reachable");
    }
    everAnswered = true;
    connects.onReachable();
    requestConnects();
  }

  void onUnanswered(BrokerLink link, String reason) {
    connects.ended(link);
    if (!anyUp()) {
      if (connects.isReachable()) {
        log.warn("broker {} not reachable: {}; trying again", config, reason);
      }
      connects.onUnreachable(now());
    }
    requestConnects();
  }

  void onGone(BrokerLink link) {
    connects.remove(link);
    if (!ticking) {
      links.remove(link.clientId(), link);
    }
  }

  private boolean anyUp() {
    return isUp() || links.values().stream().anyMatch(link -> link.session().isUp());
  }

  boolean anyUpSince(long millis, BrokerLink except) {
    return own.session().isUpSince(millis)
        || links.values().stream()
            .anyMatch(link -> link != except && link.session().isUpSince(millis));
  }

  /** Soon, but not inside of what is going on. */
  private void requestConnects() {
    if (!connectsRequested && !closed) {
      connectsRequested = true;
      loop.execute(this::connectNow);
    }
  }

  private void armConnectTick() {
    if (armedConnectTick == null && !closed) {
      armedConnectTick = loop.schedule(CONNECT_TICK_MILLIS, connectTick);
    }
  }

  private void onConnectTick() {
    armedConnectTick = null;
    connects.promote(now());
    connectNow();
  }

  private void connectNow() {
    connectsRequested = false;
    if (closed) {
      return;
    }
    long now = now();
    for (BrokerLink next = connects.poll(now); next != null; next = connects.poll(now)) {
      next.onTurn(now);
    }
    if (!connects.isEmpty()) {
      armConnectTick();
    }
    afterInput();
  }

  BrokerNetwork network() {
    return network;
  }

  BrokerConfig config() {
    return config;
  }

  Backoff backoff() {
    return backoff;
  }

  WaitingBudget waitingBudget() {
    return waitingBudget;
  }

  LongSupplier deliveryCounter() {
    return deliveryCounter;
  }

  private long nextDelivery() {
    return ++deliveries;
  }

  /** Monotonic. */
  long now() {
    return loop.nowMillis();
  }
}
