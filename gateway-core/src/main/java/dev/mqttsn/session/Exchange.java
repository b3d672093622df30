package dev.mqttsn.session;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Frame.Publish;

/**
 * One frame of the gateway that waits for the node's answer, with its retransmissions: T_retry,
 * N_retry, DUP (fact sheet 5.12).
 *
 * <p>The copies up to N_retry are a round. After a round the exchange rests until the node is heard
 * again. It is given up after three rounds in which the node was heard, since such a node could
 * have answered. A sleeper that is never heard after the request that started the round does not
 * count: all copies may have missed its short window.
 */
final class Exchange {
  private static final int HEARD_ROUNDS = 3;

  /**
   * So soon after a copy nobody can miss it: the request was doubled on its way, and one more copy
   * could come so late that the node takes it for a new message. No client asks again this soon.
   */
  private static final long TOO_SOON_MILLIS = 100;

  private final Peer peer;
  private Frame frame;
  private long deadlineMillis = KeepAlive.NEVER;
  private long sentAtMillis;
  private int sent;
  private boolean heard;
  private int heardRounds;

  Exchange(Peer peer, Frame frame) {
    this.peer = peer;
    this.frame = frame;
  }

  Frame frame() {
    return frame;
  }

  /**
   * Starts a round with a copy at once.
   *
   * @param listening whether the node was heard just now and is known to listen on
   */
  void startRound(long nowMillis, boolean listening) {
    sent = 0;
    heard = listening;
    transmit(nowMillis);
  }

  /** Sends a copy out of turn, as the node asks for it; the round ends no later for that. */
  void repeat(long nowMillis) {
    if (!isResting() && nowMillis >= sentAtMillis + TOO_SOON_MILLIS) {
      send(nowMillis);
    }
  }

  void onHeard() {
    heard = true;
  }

  /** Whether the node was heard after the round was over. */
  boolean isRecalled() {
    return isResting() && heard;
  }

  /** Whether the round is over and the node must be heard for the next one. */
  boolean isResting() {
    return deadlineMillis == KeepAlive.NEVER;
  }

  /** A copy was due: sends it, or ends the round. */
  void onTimeout(long nowMillis) {
    if (sent <= peer.retry().count()) {
      transmit(nowMillis);
      return;
    }
    heardRounds += heard ? 1 : 0;
    rest();
  }

  /** Stops the timer; the round does not count, as the node left in the middle of it. */
  void rest() {
    deadlineMillis = KeepAlive.NEVER;
    heard = false;
  }

  boolean isHopeless() {
    return heardRounds >= HEARD_ROUNDS;
  }

  long deadline() {
    return deadlineMillis;
  }

  private void transmit(long nowMillis) {
    send(nowMillis);
    deadlineMillis = nowMillis + peer.retry().intervalMillis();
  }

  private void send(long nowMillis) {
    peer.send(frame);
    if (frame instanceof Publish publish) {
      frame = publish.asRepetition();
    }
    sent++;
    sentAtMillis = nowMillis;
  }
}
