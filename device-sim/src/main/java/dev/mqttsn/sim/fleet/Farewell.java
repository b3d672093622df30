package dev.mqttsn.sim.fleet;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Ends what a run left at gateway and broker: a session that was to be kept is opened once more as
 * a clean one and closed. Used on the loop only.
 */
final class Farewell {
  private static final int AT_ONCE = 64;

  private final NodeLoop loop;
  private final Networks networks;
  private final Queue<DeviceConfig> waiting = new ArrayDeque<>();
  private int underWay;

  Farewell(NodeLoop loop, Networks networks) {
    this.loop = loop;
    this.networks = networks;
  }

  void add(DeviceConfig config) {
    waiting.add(config.withCleanSession(true).withReconnects(false));
  }

  void begin() {
    while (underWay < AT_ONCE && !waiting.isEmpty()) {
      underWay++;
      end(waiting.remove());
    }
  }

  boolean isOver() {
    return underWay == 0 && waiting.isEmpty();
  }

  private void end(DeviceConfig config) {
    Last last = new Last();
    try {
      last.device = loop.add(networks.clean(config.clientId()), config, last);
      last.device.act((node, now) -> node.connect(now));
    } catch (IOException e) {
      last.over();
    }
  }

  private final class Last implements DeviceListener {
    private LoopDevice device;
    private boolean over;

    @Override
    public void onConnected(long nowMillis) {
      device.act((node, now) -> node.disconnect(now));
    }

    @Override
    public void onDisconnected(long nowMillis) {
      over();
    }

    @Override
    public void onLost(long nowMillis, String reason) {
      over();
    }

    @Override
    public void onConnectRefused(long nowMillis, ReturnCode code) {
      over();
    }

    void over() {
      if (!over) {
        over = true;
        underWay--;
        if (device != null) {
          device.fallSilent();
        }
        loop.execute(Farewell.this::begin);
      }
    }
  }
}
