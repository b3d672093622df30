package dev.mqttsn.serial;

import dev.mqttsn.port.NodeAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the modems of serial links told about each node: how well it was heard, and what became of
 * the frames that were sent to it. Bounded: the node that was told of longest ago goes first.
 */
public final class RadioNodes {
  /** How a node stands that no modem has told of. */
  public static final Standing UNHEARD = new Standing(0, 0, 0, 0, false);

  private final int limit;
  private final Map<NodeAddress, Standing> standings = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * One node's radio.
   *
   * @param rssiDbm as it was heard last; 0 where the modem does not tell
   * @param snrDb as it was heard last; 0 where the modem does not tell
   * @param delivered frames that the modem confirmed, since the start
   * @param failed frames that it did not deliver, since the start
   * @param unreached whether the last frame failed
   */
  public record Standing(int rssiDbm, int snrDb, long delivered, long failed, boolean unreached) {}

  public RadioNodes(int limit) {
    this.limit = limit;
  }

  public Standing of(NodeAddress node) {
    return standings.getOrDefault(node, UNHEARD);
  }

  public void onSignal(NodeAddress node, int rssiDbm, int snrDb) {
    Standing old = of(node);
    put(node, new Standing(rssiDbm, snrDb, old.delivered, old.failed, old.unreached));
  }

  /** Returns whether the node was reached before and is not now, or the other way round. */
  public boolean onDelivery(NodeAddress node, boolean delivered) {
    Standing old = of(node);
    put(
        node,
        new Standing(
            old.rssiDbm,
            old.snrDb,
            old.delivered + (delivered ? 1 : 0),
            old.failed + (delivered ? 0 : 1),
            !delivered));
    return old.unreached == delivered;
  }

  private void put(NodeAddress node, Standing standing) {
    standings.put(node, standing);
    if (standings.size() > limit) {
      standings.remove(standings.keySet().iterator().next());
    }
  }
}
