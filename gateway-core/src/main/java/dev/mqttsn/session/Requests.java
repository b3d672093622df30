package dev.mqttsn.session;

/**
 * Counts what tells a repetition from something new: the acknowledged requests that the node has
 * begun and its CONNECTs.
 */
final class Requests {
  private int begun;
  private int connects;

  /** The node begins something that it waits for; what it waited for before is over. */
  void begin() {
    begun++;
  }

  void beginConnection() {
    connects++;
    begun++;
  }

  int begun() {
    return begun;
  }

  int connects() {
    return connects;
  }
}
