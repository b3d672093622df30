package dev.mqttsn.session;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is on its way to stable storage, and what may be said only once it is there: after a session
 * has written something that an answer promises, all that it says waits, in order, for the commit.
 *
 * <p>While the storage fails nothing is written and nothing waits; an answer that promises what
 * could not be written becomes congestion. When it takes writes again it is given everything anew.
 */
public final class Ledger {
  private enum Storage {
    /** The gateway runs without. */
    NONE,
    WELL,
    FAILING,
    /** Everything was written anew, and is not committed yet; it still counts as failing. */
    REWRITING
  }

  private final Outbox outbox;
  private final Map<String, Journal> holding = new LinkedHashMap<>();
  private Storage storage;
  private long written;
  private long stored;
  private long rewrite;
  private int outages;

  public Ledger(Outbox outbox, boolean durable) {
    this.outbox = outbox;
    this.storage = durable ? Storage.WELL : Storage.NONE;
  }

  /** The client's journal: one that still holds something of an earlier session, or a new one. */
  public Journal journal(String clientId) {
    Journal holder = holding.get(clientId);
    return holder == null ? new Journal(clientId, this) : holder;
  }

  /** Whether what is written now will be on stable storage. */
  boolean isWell() {
    return storage == Storage.WELL;
  }

  boolean isUsed() {
    return storage != Storage.NONE;
  }

  /** Which outage of the storage this is, counted from 1; 0 while there is none. */
  int outage() {
    return storage == Storage.FAILING || storage == Storage.REWRITING ? outages : 0;
  }

  /** Writes; returns the sequence number, or that of the last write where nothing is written. */
  long write(StoredChange change) {
    if (storage == Storage.WELL || storage == Storage.REWRITING) {
      outbox.store(++written, change);
    }
    return written;
  }

  /** The session's turn is over: what it said goes out, now or when it may. */
  public void settle(Journal journal) {
    if (outage() != 0 && journal.isUnsaved()) {
      sayWithoutPromises(journal, outbox.takeTurn());
      outbox.endTurn();
    } else if (storage == Storage.WELL && journal.mustWait(stored)) {
      journal.hold(outbox.takeTurn());
      holding.put(journal.clientId(), journal);
    } else {
      journal.onAllSaid();
      outbox.endTurn();
    }
  }

  /**
   * All writes up to this one are stored.
   *
   * @return whether an outage is over thereby
   */
  public boolean onStored(long sequence) {
    stored = Math.max(stored, sequence);
    boolean recovered = storage == Storage.REWRITING && stored >= rewrite;
    if (recovered) {
      storage = Storage.WELL;
    }
    holding.values().removeIf(this::release);
    outbox.endTurn();
    return recovered;
  }

  /** Says what may be said now; returns whether that is all. */
  private boolean release(Journal journal) {
    journal.takeReleased(stored).forEach(outbox::add);
    if (journal.isHolding()) {
      return false;
    }
    journal.onAllSaid();
    return true;
  }

  /**
   * What was not committed never will be; what waits for it is said without its promises.
   *
   * @return the clients that were held
   */
  public List<String> onFailing() {
    if (storage == Storage.NONE) {
      return List.of();
    }
    if (outage() == 0) {
      outages++;
    }
    storage = Storage.FAILING;
    for (Journal journal : holding.values()) {
      journal.setUnsaved();
      sayWithoutPromises(journal, journal.takeReleased(Long.MAX_VALUE));
    }
    List<String> held = List.copyOf(holding.keySet());
    holding.clear();
    outbox.endTurn();
    return held;
  }

  /** The storage takes writes again, and is given everything. */
  public void rewrite(List<StoredSession> sessions) {
    if (storage == Storage.FAILING) {
      storage = Storage.REWRITING;
      rewrite = write(new StoredChange.ReplaceAll(sessions));
      outbox.endTurn();
    }
  }

  /** The session is told of each frame that its client does not get as it was meant. */
  private void sayWithoutPromises(Journal journal, List<Effect> effects) {
    Unkept unkept = new Unkept(journal);
    for (Effect effect : effects) {
      if (effect instanceof Effect.SendFrame send && journal.isPersistent()) {
        Frame said = unkept.withoutPromise(send.frame());
        if (said != send.frame()) {
          journal.tellUnkept(send.frame());
        }
        if (said != null) {
          outbox.add(new Effect.SendFrame(send.to(), said, send.radius()));
        }
      } else if (!(effect instanceof Effect.Command command && command.promise())) {
        outbox.add(effect);
      }
    }
    journal.onAllSaid();
  }

  /** The acknowledgement of a message that is stored, but not delivered. */
  void acknowledgeStored(String clientId, long delivery) {
    outbox.promise(new BrokerCommand.AckDown(clientId, delivery));
  }
}
