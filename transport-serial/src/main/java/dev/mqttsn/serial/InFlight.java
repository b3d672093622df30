package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.serial.framing.Confirmation;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a modem was given and has not answered for: at most one frame per node and {@value
 * #MAX_BY_FRAME} in all where its status names the frame, one in all where it does not.
 *
 * <p>A frame that is given up makes room, but its late status still counts. Nodes that were not
 * reached last time share half of the room, so that however many of them there are, they do not
 * hold up the others.
 */
final class InFlight {
  static final int MAX_BY_FRAME = 4;
  private static final int MAX_UNREACHED = 2;
  private static final int MAX_UNREACHED_KNOWN = 1_024;
  private static final int MAX_FRAME_ID = 255;

  private static final class Entry {
    private final NodeAddress to;
    private final long deadlineMicros;
    private boolean givenUp;

    Entry(NodeAddress to, long deadlineMicros) {
      this.to = to;
      this.deadlineMicros = deadlineMicros;
    }
  }

  private final Confirmation confirmation;
  private final Map<Integer, Entry> byFrameId = new LinkedHashMap<>();
  private final Set<Octets> unreached = new LinkedHashSet<>();
  private final List<NodeAddress> unanswered = new ArrayList<>();
  private int lastFrameId;

  InFlight(Confirmation confirmation) {
    this.confirmation = confirmation;
  }

  boolean hasRoom(Octets node) {
    return switch (confirmation) {
      case NONE -> true;
      case BY_MODEM -> waiting() == 0;
      case BY_FRAME -> hasRoomBeside(node);
    };
  }

  private boolean hasRoomBeside(Octets node) {
    int all = 0;
    int toUnreached = 0;
    for (Entry entry : byFrameId.values()) {
      if (!entry.givenUp) {
        if (entry.to.address().equals(node)) {
          return false;
        }
        all++;
        toUnreached += unreached.contains(entry.to.address()) ? 1 : 0;
      }
    }
    return all < MAX_BY_FRAME && (!unreached.contains(node) || toUnreached < MAX_UNREACHED);
  }

  private int waiting() {
    return (int) byFrameId.values().stream().filter(entry -> !entry.givenUp).count();
  }

  /** The frame id to send it under; 0 where there is no need for one. */
  int start(NodeAddress to, long deadlineMicros) {
    if (confirmation == Confirmation.NONE) {
      return 0;
    }
    int frameId = confirmation == Confirmation.BY_MODEM ? 0 : nextFrameId();
    Entry overdue = byFrameId.remove(frameId);
    if (overdue != null) {
      addUnanswered(overdue.to);
    }
    byFrameId.put(frameId, new Entry(to, deadlineMicros));
    return frameId;
  }

  private int nextFrameId() {
    do {
      lastFrameId = lastFrameId % MAX_FRAME_ID + 1;
    } while (byFrameId.containsKey(lastFrameId) && !byFrameId.get(lastFrameId).givenUp);
    return lastFrameId;
  }

  /** The node that a status is about; empty where the frame is not known. */
  Optional<NodeAddress> end(int frameId, boolean delivered) {
    Entry entry = byFrameId.remove(frameId);
    if (entry == null) {
      return Optional.empty();
    }
    mark(entry.to.address(), delivered);
    return Optional.of(entry.to);
  }

  private void mark(Octets node, boolean reached) {
    if (reached) {
      unreached.remove(node);
    } else if (unreached.size() < MAX_UNREACHED_KNOWN) {
      unreached.add(node);
    }
  }

  /** Gives up what is overdue, which makes room. */
  void giveUp(long nowMicros) {
    for (Entry entry : byFrameId.values()) {
      if (!entry.givenUp && entry.deadlineMicros <= nowMicros) {
        entry.givenUp = true;
        mark(entry.to.address(), false);
      }
    }
  }

  private void addUnanswered(NodeAddress node) {
    if (unanswered.size() < MAX_FRAME_ID) {
      unanswered.add(node);
    }
  }

  /** The nodes of given-up frames for which no late status can come any more. */
  List<NodeAddress> takeUnanswered() {
    if (unanswered.isEmpty()) {
      return List.of();
    }
    List<NodeAddress> taken = List.copyOf(unanswered);
    unanswered.clear();
    return taken;
  }

  /** When the next frame is given up, if no status comes before. */
  long nextDeadlineMicros() {
    return byFrameId.values().stream()
        .filter(entry -> !entry.givenUp)
        .mapToLong(entry -> entry.deadlineMicros)
        .min()
        .orElse(SendQueue.NEVER);
  }

  void clear() {
    byFrameId.clear();
    unreached.clear();
  }
}
