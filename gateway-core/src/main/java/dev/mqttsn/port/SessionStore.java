package dev.mqttsn.port;

import java.util.List;

/**
 * Stable storage of sessions. Used on the event loop; nothing but {@link #close} blocks. What was
 * appended is committed in order, and told to the {@link Listener}.
 */
public interface SessionStore extends AutoCloseable {
  /** What a store tells, on the event loop. */
  interface Listener {
    /** All changes up to this one are on stable storage. */
    void onStored(long sequence);

    /** A commit failed: nothing that is not committed will be, until {@link #onWritable}. */
    void onFailing();

    /** The storage seems to take writes again; it wants to be given everything anew. */
    void onWritable();
  }

  /** What was committed in an earlier life, to be asked for once, before anything is appended. */
  List<StoredSession> load();

  /**
   * Whether what it loads was written before the machine was started last: a broker on it was
   * killed with it, and may have lost what it had not stored.
   */
  default boolean isOfEarlierBoot() {
    return false;
  }

  void append(long sequence, StoredChange change);

  /** Lets what was appended be committed; to be called once per loop turn. */
  void flush();

  /**
   * Commits what was appended, as far as that can be done within a bounded time; blocks, so that it
   * is called when the loop does not use the store any more, and not on it.
   */
  @Override
  void close();
}
