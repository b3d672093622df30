package dev.mqttsn.app;

import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.RadioNodes;
import dev.mqttsn.serial.SerialObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What serial links and radios tell: losses and nodes out of reach at INFO and at a low rate, the
 * rest for those who look.
 */
final class SerialWatcher implements SerialObserver {
  private static final Logger log = LoggerFactory.getLogger("dev.mqttsn.serial");
  private static final int MAX_NODES = 10_000;

  private final MonotonicClock clock;
  private final RadioNodes nodes = new RadioNodes(MAX_NODES);
  private final RepetitionFilter lines = new RepetitionFilter();

  SerialWatcher(MonotonicClock clock) {
    this.clock = clock;
  }

  @Override
  public void onSignal(NodeAddress node, int rssiDbm, int snrDb) {
    nodes.onSignal(node, rssiDbm, snrDb);
    if (log.isDebugEnabled()) {
      log.debug("{} heard at {} dBm, SNR {} dB", Addresses.text(node), rssiDbm, snrDb);
    }
  }

  @Override
  public void onDelivery(NodeAddress node, boolean delivered, int code) {
    boolean changed = nodes.onDelivery(node, delivered);
    if (changed && lines.pass(clock.millis(), "reach " + Addresses.text(node)) > 0) {
      RadioNodes.Standing standing = nodes.of(node);
      log.info(
          "{} {} (status {}; {} frames delivered, {} not)",
          Addresses.text(node),
          delivered ? "is reached by the modem again" : "is not reached by the modem",
          code == NO_ANSWER ? "none" : "0x" + Integer.toHexString(code),
          standing.delivered(),
          standing.failed());
    }
  }

  @Override
  public void onDropped(NodeAddress node, String reason) {
    long unseen = lines.pass(clock.millis(), node.link().name() + reason);
    if (unseen > 0) {
      log.info("a message to {} dropped: {}{}", Addresses.text(node), reason, more(unseen));
    }
  }

  @Override
  public void onLost(Link link, int messages) {
    if (lines.pass(clock.millis(), link.name() + " lost") > 0) {
      log.info("{}: {} messages that waited for it are dropped", link.name(), messages);
    }
  }

  @Override
  public void onUnheard(Link link, int messages) {
    long unseen = lines.pass(clock.millis(), link.name() + " unheard");
    if (unseen > 0) {
      log.info("{}: {} messages dropped, more came than can be served", link.name(), messages);
    }
  }

  @Override
  public void onDamaged(Link link, int octets) {
    long unseen = lines.pass(clock.millis(), link.name() + " damaged");
    if (unseen > 0) {
      log.info("{}: octets that are no frame{}", link.name(), more(unseen));
    }
  }

  private static String more(long unseen) {
    return unseen == 1 ? "" : " (" + (unseen - 1) + " more since the last such line)";
  }
}
