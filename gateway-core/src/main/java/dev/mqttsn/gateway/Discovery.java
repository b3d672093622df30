package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.session.Outbox;
import dev.mqttsn.wire.Frame.Advertise;
import dev.mqttsn.wire.Frame.GwInfo;
import dev.mqttsn.wire.Frame.SearchGw;
import dev.mqttsn.wire.Octets;
import java.util.Arrays;

/**
 * ADVERTISE every T_ADV of a link while the broker can be reached, and GWINFO for every SEARCHGW
 * (MQTT-SN 1.2 6.1): to the group, and to the asker, whose own port the group does not reach.
 */
final class Discovery {
  private static final int MAX_DURATION_SECONDS = 0xFFFF;
  private static final int MAX_FORWARDER_RADIUS = 3;

  private final GatewayConfig config;
  private final GatewayObserver observer;
  private final Outbox outbox;
  private boolean brokerIsUp;
  private final long[] advertiseAtMillis;

  Discovery(GatewayConfig config, GatewayObserver observer, Outbox outbox, long nowMillis) {
    this.config = config;
    this.observer = observer;
    this.outbox = outbox;
    this.advertiseAtMillis = new long[config.links().size()];
    Arrays.fill(advertiseAtMillis, nowMillis);
  }

  void onSearchGw(NodeAddress from, SearchGw frame) {
    GwInfo answer = new GwInfo(config.gwId(), Octets.EMPTY);
    if (from.isForwarded()) {
      outbox.send(from, answer, Math.min(frame.radius(), MAX_FORWARDER_RADIUS));
    } else {
      outbox.broadcast(from.link(), answer, frame.radius());
      outbox.send(from, answer);
    }
    observer.onFrameSent(from, answer);
  }

  /** How the gateway's own link stands tells whether the broker can be reached. */
  void onBrokerEvent(long nowMillis, BrokerEvent event) {
    if (event instanceof BrokerEvent.Opened || event instanceof BrokerEvent.LinkUp) {
      brokerIsUp = true;
      onTimeout(nowMillis);
    } else if (event instanceof BrokerEvent.LinkDown) {
      brokerIsUp = false;
    }
  }

  void onTimeout(long nowMillis) {
    for (int i = 0; i < advertiseAtMillis.length; i++) {
      if (nowMillis >= deadline(i)) {
        advertise(config.links().get(i));
        advertiseAtMillis[i] = nowMillis + config.links().get(i).advertiseIntervalMillis();
      }
    }
  }

  private void advertise(Link link) {
    int seconds = (int) Math.min(MAX_DURATION_SECONDS, link.advertiseIntervalMillis() / 1_000);
    outbox.broadcast(link, new Advertise(config.gwId(), seconds), 0);
  }

  long deadline() {
    long next = GatewayShard.NEVER;
    for (int i = 0; i < advertiseAtMillis.length; i++) {
      next = Math.min(next, deadline(i));
    }
    return next;
  }

  private long deadline(int link) {
    boolean advertises = brokerIsUp && config.links().get(link).advertiseIntervalMillis() > 0;
    return advertises ? advertiseAtMillis[link] : GatewayShard.NEVER;
  }
}
