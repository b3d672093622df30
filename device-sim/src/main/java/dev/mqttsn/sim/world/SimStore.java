package dev.mqttsn.sim.world;

import dev.mqttsn.port.SessionStore;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.port.StoredSession;
import java.util.ArrayList;
import java.util.List;

/** The store of one life of the gateway: writes wait for the disk, and are lost with that life. */
final class SimStore implements SessionStore {
  private final VirtualLoop loop;
  private final Disk disk;
  private Listener listener;
  private final List<Write> waiting = new ArrayList<>();
  private List<Write> underWay = List.of();
  private boolean failing;
  private boolean trusted = true;
  private boolean dead;

  private record Write(long sequence, StoredChange change) {}

  SimStore(VirtualLoop loop, Disk disk) {
    this.loop = loop;
    this.disk = disk;
  }

  void start(Listener newListener) {
    listener = newListener;
    loop.schedule(Disk.PROBE_MILLIS, this::probe);
  }

  @Override
  public List<StoredSession> load() {
    return disk.sessions();
  }

  @Override
  public void append(long sequence, StoredChange change) {
    if (!failing) {
      waiting.add(new Write(sequence, change));
    }
  }

  @Override
  public void flush() {
    if (underWay.isEmpty() && !waiting.isEmpty() && !failing) {
      underWay = List.copyOf(waiting);
      waiting.clear();
      loop.schedule(disk.commitMillis(), this::commit);
    }
  }

  private void commit() {
    if (!disk.isWell()) {
      fail();
      return;
    }
    long last = underWay.get(underWay.size() - 1).sequence();
    underWay.forEach(write -> disk.apply(write.change()));
    underWay = List.of();
    trusted = true;
    listener.onStored(last);
    flush();
  }

  private void fail() {
    failing = true;
    trusted = false;
    underWay = List.of();
    waiting.clear();
    listener.onFailing();
  }

  private void probe() {
    if (failing && disk.isWell()) {
      failing = false;
      listener.onWritable();
    }
    loop.schedule(Disk.PROBE_MILLIS, this::probe);
  }

  boolean isTrusted() {
    return trusted;
  }

  /** The process ends: a commit that was under way may have come through, without a word. */
  void die(boolean commitCameThrough) {
    if (!dead && commitCameThrough && disk.isWell()) {
      underWay.forEach(write -> disk.apply(write.change()));
    }
    dead = true;
  }

  @Override
  public void close() {
    die(true);
  }
}
