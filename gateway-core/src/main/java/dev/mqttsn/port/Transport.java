package dev.mqttsn.port;

/** One link's sending side. Used on the event loop only; nothing here blocks. */
public interface Transport extends AutoCloseable {
  Link link();

  /** Queues an encoded message; what the link cannot take is dropped and counted. */
  void send(NodeAddress to, byte[] message);

  /** Queues a message for all nodes of the link; a link without broadcast drops it. */
  void broadcast(byte[] message, int radius);

  /** Hands what is queued to the network; called once per loop turn. */
  void flush();

  @Override
  void close();
}
