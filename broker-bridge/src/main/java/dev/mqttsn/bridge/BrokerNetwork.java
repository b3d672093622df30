package dev.mqttsn.bridge;

/** How a bridge reaches its broker: by TCP, or in a simulation. Used on the bridge's loop only. */
public interface BrokerNetwork extends AutoCloseable {
  /** A connection that is not begun yet; all that becomes of it is told to the listener. */
  BrokerConnection newConnection(ConnectionListener listener);

  /** Gives back what the network itself holds; connections are ended one by one. */
  @Override
  void close();
}
