package dev.mqttsn.app;

import dev.mqttsn.gateway.GatewayObserver;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Frame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One readable line per session event; frames only at DEBUG, what peers repeat at a low rate. */
final class LoggingObserver implements GatewayObserver {
  private static final Logger log = LoggerFactory.getLogger("dev.mqttsn.gateway");

  private final MonotonicClock clock;
  private final RepetitionFilter drops = new RepetitionFilter();

  LoggingObserver(MonotonicClock clock) {
    this.clock = clock;
  }

  @Override
  public void onFrameReceived(NodeAddress from, Frame frame) {
    if (log.isDebugEnabled()) {
      log.debug("{} -> {}", Addresses.text(from), FrameText.of(frame));
    }
  }

  @Override
  public void onFrameSent(NodeAddress to, Frame frame) {
    if (log.isDebugEnabled()) {
      log.debug("{} <- {}", Addresses.text(to), FrameText.of(frame));
    }
  }

  @Override
  public void onMalformed(NodeAddress from, String reason) {
    if (log.isDebugEnabled()) {
      log.debug("{} -> malformed: {}", Addresses.text(from), reason);
    }
    long unseen = drops.pass(clock.millis(), "malformed");
    if (unseen > 0) {
      log.info(
          "malformed message from {}: {}{}", Addresses.text(from), reason, repetitions(unseen));
    }
  }

  @Override
  public void onSession(String clientId, NodeAddress at, String from, String to, String reason) {
    if (log.isInfoEnabled()) {
      log.info(
          "client {} at {}: {} -> {}{}",
          Addresses.quoted(clientId),
          at == null ? "no address" : Addresses.text(at),
          from == null ? "new" : from,
          to,
          reason == null || reason.isEmpty() ? "" : " (" + reason + ")");
    }
  }

  @Override
  public void onDropped(String clientId, String what, String reason) {
    long unseen = drops.pass(clock.millis(), what);
    if (unseen > 0) {
      log.info(
          "client {}: {} dropped: {}{}",
          Addresses.quoted(clientId),
          what,
          reason,
          repetitions(unseen));
    }
  }

  @Override
  public void onDefect(String clientId, RuntimeException defect) {
    log.error(
        "a defect of the gateway ended the session of {}", Addresses.quoted(clientId), defect);
  }

  private static String repetitions(long unseen) {
    return unseen == 1 ? "" : " (" + (unseen - 1) + " more since the last such line)";
  }
}
