package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.sim.net.NodeLoop;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the nodes of the demo have in common. Used on the loop only, but for its making. */
final class Stage {
  private final NodeLoop loop;
  private final EmbeddedBroker broker;
  private final InetSocketAddress gateway;
  private final View view;
  private final List<Flow> flows = new ArrayList<>();
  private final Map<String, Consumer<String>> audiences = new HashMap<>();
  private boolean playing;

  Stage(NodeLoop loop, EmbeddedBroker broker, InetSocketAddress gateway, View view) {
    this.loop = loop;
    this.broker = broker;
    this.gateway = gateway;
    this.view = view;
  }

  View view() {
    return view;
  }

  LoopDevice addNode(DeviceConfig config, DeviceListener listener) throws IOException {
    return loop.add(loop.udp(gateway), config, listener);
  }

  Flow addFlow(String node, Way way, boolean promised) {
    Flow flow = new Flow(node, way, promised);
    flows.add(flow);
    return flow;
  }

  List<Flow> flows() {
    return flows;
  }

  /** Who hears of the messages that the broker gets for a topic. */
  void onBroker(String topic, Consumer<String> audience) {
    audiences.put(topic, audience);
  }

  void arrivedAtBroker(String topic, Octets payload) {
    audiences.getOrDefault(topic, text -> {}).accept(payload.text());
  }

  /** Publishes at the broker as an application there would. */
  void publishAtBroker(String topic, String text) {
    broker.publish(topic, Qos.AT_LEAST_ONCE, false, Octets.utf8(text));
  }

  void open() {
    playing = true;
  }

  /** Nothing new is sent any more. */
  void close() {
    playing = false;
  }

  /** Does something at once and then again and again, until the stage closes. */
  void every(long millis, Runnable act) {
    if (playing) {
      act.run();
      loop.after(millis, () -> every(millis, act));
    }
  }

  /** Does something later, unless the stage has closed. */
  void after(long millis, Runnable act) {
    loop.after(
        millis,
        () -> {
          if (playing) {
            act.run();
          }
        });
  }
}
