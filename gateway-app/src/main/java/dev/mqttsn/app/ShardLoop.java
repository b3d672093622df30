package dev.mqttsn.app;

import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.Transport;
import dev.mqttsn.wire.FrameEncoder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one shard on one event loop: feed, drain, arm one timer.
 *
 * <p>All that is heard in one turn of the loop is answered in one drain at its end, so that each
 * socket is flushed once per turn. No defect ends the loop: it is logged and the rest goes on.
 */
final class ShardLoop implements SessionStore.Listener {
  private static final Logger log = LoggerFactory.getLogger(ShardLoop.class);

  private final EventExecutor loop;
  private final MonotonicClock clock;
  private final GatewayShard shard;
  private final Map<String, Transport> transportsByLink = new HashMap<>();
  private final List<Transport> transports = new ArrayList<>();
  private final Runnable drain = this::drain;
  private final Runnable fire = this::onTimer;
  private BrokerSide broker;
  private SessionStore store;
  private boolean drainRequested;
  private Future<?> timer;
  private long timerDeadline = GatewayShard.NEVER;
  private boolean closed;

  ShardLoop(EventExecutor loop, MonotonicClock clock, GatewayShard shard) {
    this.loop = loop;
    this.clock = clock;
    this.shard = shard;
  }

  /** Links and broker know the loop and the loop knows them, hence this second step. */
  void start(List<? extends Transport> links, BrokerSide brokerSide, SessionStore sessionStore) {
    broker = brokerSide;
    store = sessionStore;
    for (Transport link : links) {
      transports.add(link);
      transportsByLink.put(link.link().name(), link);
    }
    restore(store.load());
    requestDrain();
  }

  /** All of them before the first message is heard. */
  private void restore(List<StoredSession> sessions) {
    for (StoredSession session : sessions) {
      try {
        shard.restore(clock.millis(), session, store.isOfEarlierBoot());
      } catch (RuntimeException e) {
        log.error(
            "a defect of the gateway, met at the stored session of {}",
            Addresses.quoted(session.clientId()),
            e);
      }
    }
  }

  @Override
  public void onStored(long sequence) {
    shard.onStored(sequence);
    requestDrain();
  }

  @Override
  public void onFailing() {
    shard.onStoreFailing();
    requestDrain();
  }

  @Override
  public void onWritable() {
    shard.onStoreWritable();
    requestDrain();
  }

  void onFrame(NodeAddress from, ByteBuffer datagram) {
    if (broker == null || closed) {
      return;
    }
    try {
      shard.onFrame(clock.millis(), from, datagram);
    } catch (RuntimeException e) {
      log.error("a defect of the gateway, met at a message from {}", Addresses.text(from), e);
    }
    requestDrain();
  }

  void onBrokerEvent(BrokerEvent event) {
    if (closed) {
      return;
    }
    try {
      shard.onBrokerEvent(clock.millis(), event);
    } catch (RuntimeException e) {
      log.error("a defect of the gateway, met at {}", event.getClass().getSimpleName(), e);
    }
    requestDrain();
  }

  /** Ends the driving; the links and the broker side are closed by whoever opened them. */
  void stop() {
    closed = true;
    cancelTimer();
  }

  private void requestDrain() {
    if (!drainRequested) {
      drainRequested = true;
      loop.execute(drain);
    }
  }

  private void drain() {
    drainRequested = false;
    if (closed) {
      return;
    }
    try {
      performAll();
      flush();
    } catch (RuntimeException e) {
      log.error("a defect of the gateway", e);
    }
    arm(shard.nextDeadline());
  }

  private void performAll() {
    for (Effect effect = shard.pollEffect(); effect != null; effect = shard.pollEffect()) {
      try {
        perform(effect);
      } catch (RuntimeException e) {
        log.error("a defect of the gateway, met at {}", effect.getClass().getSimpleName(), e);
      }
    }
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.SendFrame send) {
      NodeAddress to = send.to();
      byte[] message = FrameEncoder.encode(send.frame(), to.nodeId(), send.radius());
      Transport link = transportsByLink.get(to.link().name());
      if (link != null) {
        link.send(to, message);
      }
    } else if (effect instanceof Effect.Store write) {
      store.append(write.sequence(), write.change());
    } else if (effect instanceof Effect.Command command) {
      broker.execute(command.command());
    } else if (effect instanceof Effect.Broadcast broadcast) {
      transportsByLink
          .get(broadcast.link().name())
          .broadcast(FrameEncoder.encode(broadcast.frame()), broadcast.radius());
    }
  }

  private void flush() {
    for (Transport transport : transports) {
      transport.flush();
    }
    broker.flush();
    store.flush();
  }

  /** A timer that fires too early is harmless, so a deadline that moved away costs nothing. */
  private void arm(long deadline) {
    if (deadline >= timerDeadline) {
      return;
    }
    cancelTimer();
    timerDeadline = deadline;
    timer = loop.schedule(fire, Math.max(0, deadline - clock.millis()), TimeUnit.MILLISECONDS);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void onTimer() {
    timer = null;
    timerDeadline = GatewayShard.NEVER;
    if (closed) {
      return;
    }
    long now = clock.millis();
    if (now < shard.nextDeadline()) {
      arm(shard.nextDeadline());
      return;
    }
    try {
      shard.onTimeout(now);
    } catch (RuntimeException e) {
      log.error("a defect of the gateway, met at a deadline", e);
    }
    requestDrain();
  }
}
