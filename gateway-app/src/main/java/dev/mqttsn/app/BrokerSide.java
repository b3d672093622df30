package dev.mqttsn.app;

import dev.mqttsn.port.BrokerCommand;

/** What the loop needs of the broker bridge; tests put a list in its place. */
interface BrokerSide {
  void execute(BrokerCommand command);

  /** Hands what is queued to the network; called once per loop turn. */
  void flush();

  void close();
}
