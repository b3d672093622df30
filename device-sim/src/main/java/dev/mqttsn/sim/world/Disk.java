package dev.mqttsn.sim.world;

import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.port.StoredState;
import java.util.List;
import java.util.random.RandomGenerator;

/** What outlives the gateway: committed changes. Commits take their time, and at times fail. */
final class Disk {
  static final long PROBE_MILLIS = 1_000;

  private final StoredState state = new StoredState();
  private final RandomGenerator random;
  private final int slowestMillis;
  private final DownLedger down;
  private final Seams seams;
  private boolean well = true;

  /**
   * @param slowestMillis what a commit takes at most
   */
  Disk(RandomGenerator random, int slowestMillis, DownLedger down, Seams seams) {
    this.random = random;
    this.slowestMillis = slowestMillis;
    this.down = down;
    this.seams = seams;
  }

  long commitMillis() {
    return 1L + random.nextInt(slowestMillis);
  }

  boolean isWell() {
    return well;
  }

  /** Full, or well again. */
  void setWell(boolean isWell) {
    well = isWell;
  }

  List<StoredSession> sessions() {
    return state.sessions();
  }

  void apply(StoredChange change) {
    seams.store(change, this::applyForGood);
  }

  private void applyForGood(StoredChange change) {
    state.apply(change);
    if (change instanceof StoredChange.PutMessage put) {
      onStored(put.clientId(), put.message());
    } else if (change instanceof StoredChange.ReplaceAll all) {
      for (StoredSession session : all.sessions()) {
        session.messages().forEach(message -> onStored(session.clientId(), message));
      }
    }
  }

  private void onStored(String clientId, StoredSession.Message message) {
    down.onStored(clientId, Payloads.id(message.payload(), message.qos()));
  }
}
