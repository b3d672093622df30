package dev.mqttsn.session;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.Effect;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.StoredChange;
import dev.mqttsn.wire.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the core wants done, in order. Filled by the rules, emptied by the driver. What one session
 * says in its turn can be taken back out, to be held until it may be said.
 */
public final class Outbox {
  private final ArrayDeque<Effect> effects = new ArrayDeque<>();

  /** How many of the last effects were said in the turn that is under way. */
  private int turn;

  public void send(NodeAddress to, Frame frame) {
    add(new Effect.SendFrame(to, frame));
  }

  /** Sends inside a forwarder's envelope that asks for a broadcast of this radius, 0 to 3. */
  public void send(NodeAddress to, Frame frame, int radius) {
    add(new Effect.SendFrame(to, frame, radius));
  }

  public void broadcast(Link link, Frame frame, int radius) {
    add(new Effect.Broadcast(link, frame, radius));
  }

  public void command(BrokerCommand command) {
    add(new Effect.Command(command));
  }

  /** A command that acknowledges what is merely stored. */
  void promise(BrokerCommand command) {
    add(new Effect.Command(command, true));
  }

  void store(long sequence, StoredChange change) {
    add(new Effect.Store(sequence, change));
  }

  void add(Effect effect) {
    effects.add(effect);
    turn++;
  }

  /** The turn is over; what was said in it stays. */
  public void endTurn() {
    turn = 0;
  }

  /** The turn is over; what was said in it is taken out, but for what is to be stored. */
  List<Effect> takeTurn() {
    List<Effect> newestFirst = new ArrayList<>(turn);
    for (; turn > 0; turn--) {
      newestFirst.add(effects.removeLast());
    }
    Collections.reverse(newestFirst);
    List<Effect> said = new ArrayList<>(newestFirst.size());
    for (Effect effect : newestFirst) {
      if (effect instanceof Effect.Store) {
        effects.add(effect);
      } else {
        said.add(effect);
      }
    }
    return said;
  }

  /** The next effect, or null where there is none. */
  public Effect poll() {
    return effects.poll();
  }
}
