package dev.mqttsn.sim.demo;

import dev.mqttsn.sim.net.NodeLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The nodes from their first CONNECT to their last DISCONNECT. */
final class Play {
  private static final long SET_UP_MILLIS = 15_000;
  private static final long DRAIN_MILLIS = 8_000;
  private static final long DRAIN_AT_SIGNAL_MILLIS = 3_000;
  private static final long LEAVE_MILLIS = 2_000;
  private static final long CHECK_MILLIS = 50;
  private static final long WATCH_MILLIS = 500;
  private static final long MILLIS_PER_SECOND = 1_000;

  private final NodeLoop loop;
  private final Stage stage;
  private final Curtain curtain;
  private final List<DemoNode> nodes;

  Play(NodeLoop loop, Stage stage, Curtain curtain) throws IOException {
    this.loop = loop;
    this.stage = stage;
    this.curtain = curtain;
    this.nodes = List.of(new Meter(stage), new Beacon(stage), new Lamp(stage), new Sleeper(stage));
  }

  /** Plays until the curtain falls, at the latest after that many seconds; why it fell. */
  Curtain.Reason perform(long seconds) {
    loop.execute(() -> nodes.forEach(DemoNode::enter));
    await(SET_UP_MILLIS, () -> curtain.hasFallen() || nodes.stream().allMatch(DemoNode::isReady));
    loop.execute(() -> begin(seconds));
    Curtain.Reason reason = curtain.await();
    loop.execute(stage::close);
    if (reason != Curtain.Reason.GATEWAY_GONE) {
      end(reason);
    }
    return reason;
  }

  private void begin(long seconds) {
    if (curtain.hasFallen()) {
      return;
    }
    String late =
        nodes.stream()
            .filter(node -> !node.isReady())
            .map(DemoNode::name)
            .collect(Collectors.joining(", "));
    if (!late.isEmpty()) {
      stage.view().text("not connected or subscribed in time: " + late);
      curtain.fall(Curtain.Reason.NODES_NOT_READY);
      return;
    }
    stage.open();
    nodes.forEach(DemoNode::play);
    stage.every(WATCH_MILLIS, this::watchTheAudience);
    if (seconds < Long.MAX_VALUE / MILLIS_PER_SECOND) {
      loop.after(seconds * MILLIS_PER_SECOND, () -> curtain.fall(Curtain.Reason.TIME));
    }
  }

  private void watchTheAudience() {
    if (stage.view().isClosed()) {
      curtain.fall(Curtain.Reason.NOBODY_WATCHES);
    }
  }

  /** Waits for what is under way, then lets the nodes leave. */
  private void end(Curtain.Reason reason) {
    boolean signal = reason == Curtain.Reason.SIGNAL;
    await(signal ? DRAIN_AT_SIGNAL_MILLIS : DRAIN_MILLIS, this::isDrained);
    loop.execute(() -> nodes.forEach(DemoNode::leave));
    await(LEAVE_MILLIS, () -> nodes.stream().allMatch(DemoNode::hasLeft));
  }

  private boolean isDrained() {
    nodes.forEach(DemoNode::finish);
    return stage.flows().stream().allMatch(f -> f.sent() == 0 || f.isComplete());
  }

  /** Blocks the caller, not the loop, until the loop finds it so or the time is over. */
  private void await(long millis, BooleanSupplier condition) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    long deadline = loop.nowMillis() + millis;
    loop.execute(() -> check(condition, deadline, over));
    over.join();
  }

  private void check(BooleanSupplier condition, long deadline, CompletableFuture<Void> over) {
    if (condition.getAsBoolean() || loop.nowMillis() >= deadline) {
      over.complete(null);
    } else {
      loop.after(CHECK_MILLIS, () -> check(condition, deadline, over));
    }
  }
}
