package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceListener;
import dev.mqttsn.sim.DeviceState;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.sim.net.LoopDevice;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.io.IOException;
import java.util.Locale;

/** A node with its part in the demo; tells the view what all nodes have in common. */
abstract class DemoNode implements DeviceListener {
  private static final long RETRY_MILLIS = 2_000;
  private static final int RETRY_COUNT = 5;
  private static final long WAIT_MILLIS = 2_000;

  private final Stage stage;
  private final String name;
  private final LoopDevice device;

  /** The node's client id is its name. */
  DemoNode(Stage stage, String name, boolean cleanSession) throws IOException {
    this.stage = stage;
    this.name = name;
    DeviceConfig config =
        DeviceConfig.of(name)
            .withCleanSession(cleanSession)
            .withRetry(RETRY_MILLIS, RETRY_COUNT)
            .withWaitMillis(WAIT_MILLIS);
    this.device = stage.addNode(config, this);
  }

  final Stage stage() {
    return stage;
  }

  final String name() {
    return name;
  }

  final LoopDevice device() {
    return device;
  }

  final void tell(Way way, String topic, String what) {
    stage.view().event(name, way, topic, what);
  }

  /** Makes its session. */
  void enter() {
    device.act((node, now) -> node.connect(now));
  }

  /** Whether it has all that it needs to play. */
  abstract boolean isReady();

  /** Begins its part. */
  abstract void play();

  /** Called now and then once the stage has closed, until all has arrived. */
  void finish() {}

  void leave() {
    device.act((node, now) -> node.disconnect(now));
  }

  final boolean hasLeft() {
    return device.state() == DeviceState.DISCONNECTED;
  }

  @Override
  public void onConnected(long nowMillis) {
    tell(Way.TO_GATEWAY, "", "connected");
  }

  @Override
  public void onConnectRefused(long nowMillis, ReturnCode code) {
    tell(Way.FROM_GATEWAY, "", "the gateway refuses the connection: " + words(code));
  }

  @Override
  public void onSubscribed(long nowMillis, Topic filter, Qos granted) {
    tell(Way.TO_GATEWAY, filter.toString(), "subscribed at QoS " + granted.bits());
  }

  @Override
  public void onRefused(long nowMillis, Topic topic, ReturnCode code) {
    tell(Way.FROM_GATEWAY, topic.toString(), "the gateway refuses: " + words(code));
  }

  @Override
  public void onPublishRefused(long nowMillis, long number, ReturnCode code) {
    tell(Way.FROM_GATEWAY, "", "the gateway refuses a message: " + words(code));
  }

  @Override
  public void onDisconnected(long nowMillis) {
    tell(Way.TO_GATEWAY, "", "disconnected");
  }

  @Override
  public void onLost(long nowMillis, String reason) {
    tell(Way.TO_GATEWAY, "", "connection lost: " + reason);
  }

  private static String words(ReturnCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
