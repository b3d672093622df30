package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerEvent;

/** What a link's session asks of its surroundings. */
interface LinkOutput extends PacketOut {
  /** For the core, in order; delivered after the call that led to it has returned. */
  void event(BrokerEvent event);

  /**
   * Asks for a turn to connect, which is given by {@link LinkSession#onTurn}.
   *
   * @param urgent for a node that waits: before all reconnects, and at once
   */
  void seekConnection(boolean urgent, long atMillis);

  /** Gives up a turn that was asked for. */
  void seekNoConnection();

  /** Closes the connection at once; onDisconnected follows, after this call has returned. */
  void closeConnection();

  /** As closeConnection, where the broker is to blame. */
  void failConnection(String reason);

  /** Sends DISCONNECT, then closes in order; onDisconnected follows. */
  void endConnection();

  /** Whether some other link has been up without a break since then. */
  boolean othersUpSince(long millis);

  /** The session has ended; nothing may refer to it any more. */
  void gone();
}
