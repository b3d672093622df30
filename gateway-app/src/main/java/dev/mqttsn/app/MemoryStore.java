package dev.mqttsn.app;

import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import java.util.List;

/** Stands where a gateway without stable storage has its store; it is never given anything. */
final class MemoryStore implements SessionStore {
  @Override
  public List<StoredSession> load() {
    return List.of();
  }

  @Override
  public void append(long sequence, StoredChange change) {
    throw new IllegalStateException("nothing is to be stored");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
