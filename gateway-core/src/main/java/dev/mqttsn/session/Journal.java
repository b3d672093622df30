package dev.mqttsn.session;

import dev.mqttsn.port.Effect;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import dev.mqttsn.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What one client's session writes to stable storage, and what it says only when that is there. */
public final class Journal {
  private final String clientId;
  private final Ledger ledger;
  private ArrayDeque<Held> held;
  private boolean persistent;
  private long promised;
  private int unsavedInOutage;
  private final Set<Integer> promisedIds = new HashSet<>(1);
  private Consumer<Frame> unkept = frame -> {};

  /** What may be said once all writes up to this one are stored. */
  private record Held(long after, List<Effect> effects) {}

  Journal(String clientId, Ledger ledger) {
    this.clientId = clientId;
    this.ledger = ledger;
  }

  String clientId() {
    return clientId;
  }

  /** Whether what is written now will outlive the gateway. */
  boolean isDurable() {
    return ledger.isWell();
  }

  /** Whether the gateway has stable storage at all, be it well or failing. */
  boolean isUsed() {
    return ledger.isUsed();
  }

  /** Whether the client was promised that its session is kept: CleanSession 0. */
  boolean isPersistent() {
    return persistent;
  }

  void setPersistent(boolean isPersistent) {
    persistent = isPersistent;
  }

  // What is written; an answer promises it, so that all that follows waits for it

  void putHead(StoredSession.Head head) {
    promise(new StoredChange.PutHead(clientId, head));
  }

  void putTopic(int id, String name, boolean known) {
    if (known) {
      promisedIds.add(id);
    }
    promise(new StoredChange.PutTopic(clientId, new StoredSession.Topic(id, name, known)));
  }

  void putFilter(Subscription s) {
    promise(
        new StoredChange.PutFilter(
            clientId, new StoredSession.Filter(s.filter(), s.qos(), s.type(), s.topicId())));
  }

  void removeFilter(String filter) {
    promise(new StoredChange.RemoveFilter(clientId, filter));
  }

  void putMessage(StoredSession.Message message) {
    promise(new StoredChange.PutMessage(clientId, message));
  }

  void putPacketId(int msgId, int packetId) {
    promise(new StoredChange.PutPacketId(clientId, msgId, packetId));
  }

  void forget() {
    promise(new StoredChange.Forget(clientId));
  }

  void remove() {
    promise(new StoredChange.Remove(clientId));
  }

  // What is written without anybody's waiting: lost in a crash, it costs a repetition

  /** That a client knows an id, or no longer does. */
  void noteTopic(int id, String name, boolean known) {
    ledger.write(new StoredChange.PutTopic(clientId, new StoredSession.Topic(id, name, known)));
  }

  void noteKnownForgotten() {
    ledger.write(new StoredChange.ForgetKnown(clientId));
  }

  void noteMessageGone(long number) {
    ledger.write(new StoredChange.RemoveMessage(clientId, number));
  }

  void notePacketIdGone(int msgId) {
    ledger.write(new StoredChange.RemovePacketId(clientId, msgId));
  }

  /** Tells the broker that a message is safe, once it is. */
  void acknowledgeStored(long delivery) {
    ledger.acknowledgeStored(clientId, delivery);
  }

  private void promise(StoredChange change) {
    if (ledger.outage() != 0) {
      setUnsaved();
    }
    promised = ledger.write(change);
  }

  // What is held

  /** Is told of each acceptance, and what relied on it, that the node did not get unstored. */
  void onUnkept(Consumer<Frame> listener) {
    unkept = listener;
  }

  void tellUnkept(Frame frame) {
    unkept.accept(frame);
  }

  /** Whether the client learns the topic id from an answer which is not said yet. */
  boolean isPromised(int topicId) {
    return promisedIds.contains(topicId);
  }

  /** All that waited for stable storage is said, with its promises or without. */
  void onAllSaid() {
    promisedIds.clear();
  }

  boolean mustWait(long stored) {
    return promised > stored;
  }

  void hold(List<Effect> effects) {
    if (held == null) {
      held = new ArrayDeque<>(2);
    }
    held.add(new Held(promised, effects));
  }

  boolean isHolding() {
    return held != null && !held.isEmpty();
  }

  /** What may be said now that all writes up to this one are stored. */
  List<Effect> takeReleased(long stored) {
    List<Effect> released = new ArrayList<>();
    while (isHolding() && held.getFirst().after <= stored) {
      released.addAll(held.removeFirst().effects);
    }
    return released;
  }

  /** Whether something that was promised in this outage of the storage is not written. */
  boolean isUnsaved() {
    return unsavedInOutage != 0 && unsavedInOutage == ledger.outage();
  }

  void setUnsaved() {
    unsavedInOutage = ledger.outage();
  }
}
