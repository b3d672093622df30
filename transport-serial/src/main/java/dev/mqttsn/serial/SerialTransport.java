package dev.mqttsn.serial;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;
import dev.mqttsn.serial.framing.Framing;
import dev.mqttsn.serial.framing.Framings;
import dev.mqttsn.serial.framing.Incoming;
import dev.mqttsn.wire.Octets;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A serial port with nodes behind it. The port may be absent, come and go: the link stays, and what
 * is sent meanwhile is dropped and counted; nodes and gateway repeat what matters.
 *
 * <p>A node's address is the link and the framing's own address octets, none for a line with one
 * node or forwarder at its end.
 */
public final class SerialTransport implements Transport {
  static final long STALL_MILLIS = 3_000;

  private final Link link;
  private final NodeAddress everyone;
  private final int maxOctets;
  private final Outbox outbox;
  private final Inbox inbox;
  private final PortKeeper keeper;
  private final FrameSink sink;
  private final SerialObserver observer;
  private boolean unflushed;
  private long droppedTotal;

  private SerialTransport(
      SerialConfig config,
      Executor loop,
      FrameSink sink,
      SerialObserver observer,
      PortOpener opener,
      long stallMillis) {
    this.sink = sink;
    this.observer = observer;
    link = config.link();
    maxOctets = config.maxMessageOctets();
    Framing framing =
        Framings.create(config.framing(), config.framingOptions(), config.maxMessageOctets());
    everyone = NodeAddress.direct(link, framing.broadcastAddress());
    outbox = new Outbox(queue(config, framing), SerialTransport::nowMicros);
    inbox = new Inbox(loop, messages -> observer.onUnheard(link, messages));
    keeper = new PortKeeper(link.name(), config, opener, outbox, new Events(), stallMillis);
  }

  private static SendQueue queue(SerialConfig config, Framing framing) {
    int overheadOctets = framing.encode(framing.broadcastAddress(), new byte[0], 0).length;
    Pacer pacer = new Pacer(config.bitRate(), config.dutyCycle());
    return new SendQueue(config.queueLimit(), overheadOctets, pacer, framing.confirmation());
  }

  private static long nowMicros() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
  }

  /**
   * Starts the link; the port is opened as soon as that works, and again whenever it went away.
   *
   * @param loop a single thread, on which sink and observer are called and this object is used
   */
  public static SerialTransport start(
      SerialConfig config, Executor loop, FrameSink sink, SerialObserver observer) {
    return start(config, loop, sink, observer, new JSerialComm(), STALL_MILLIS);
  }

  /**
   * The same with another way to open ports.
   *
   * @param stallMillis how long a write may block beyond its time on the line
   */
  static SerialTransport start(
      SerialConfig config,
      Executor loop,
      FrameSink sink,
      SerialObserver observer,
      PortOpener opener,
      long stallMillis) {
    SerialTransport transport =
        new SerialTransport(config, loop, sink, observer, opener, stallMillis);
    Thread reader = new Thread(transport.keeper, transport.link.name() + " reader");
    reader.setDaemon(true);
    reader.start();
    return transport;
  }

  /** Messages that were not sent, since the start. */
  public long droppedTotal() {
    return droppedTotal;
  }

  /** Messages that wait to be sent. */
  public int queued() {
    return outbox.size();
  }

  @Override
  public Link link() {
    return link;
  }

  @Override
  public void send(NodeAddress to, byte[] message) {
    if (to.address().length() != everyone.address().length()) {
      drop(to, "no address of this link");
      return;
    }
    if (!fits(to, message)) {
      drop(to, "too large");
      return;
    }
    outbox.offer(to, message).ifPresent(dropped -> drop(dropped.to(), dropped.reason()));
    unflushed = true;
  }

  /** A forwarder's envelope comes on top of the message. */
  private boolean fits(NodeAddress to, byte[] message) {
    int envelope = to.isForwarded() ? Framings.MAX_ENVELOPE_OCTETS : 0;
    return message.length <= maxOctets + envelope;
  }

  private void drop(NodeAddress to, String reason) {
    droppedTotal++;
    observer.onDropped(to, reason);
  }

  private void lose(int messages) {
    droppedTotal += messages;
    observer.onLost(link, messages);
  }

  /** The radius is the modem's affair. */
  @Override
  public void broadcast(byte[] message, int radius) {
    send(everyone, message);
  }

  @Override
  public void flush() {
    if (unflushed) {
      unflushed = false;
      outbox.flush();
    }
  }

  /** May be called from any thread; what may go at once still leaves, nothing waits for it. */
  @Override
  public void close() {
    keeper.close();
    outbox.close();
    inbox.close();
  }

  /** Turns what the reading thread tells into calls on the loop. */
  private final class Events implements PortEvents {
    @Override
    public void onMessage(Incoming.Message message) throws InterruptedException {
      inbox.add(() -> deliver(message));
    }

    @Override
    public void onDamaged(int octets) throws InterruptedException {
      inbox.add(() -> observer.onDamaged(link, octets));
    }

    @Override
    public void onDelivery(NodeAddress node, boolean delivered, int code)
        throws InterruptedException {
      inbox.add(() -> observer.onDelivery(node, delivered, code));
    }

    @Override
    public void onLost(int messages) throws InterruptedException {
      if (messages > 0) {
        inbox.add(() -> lose(messages));
      }
    }

    @Override
    public void onWell() throws InterruptedException {
      inbox.add(() -> observer.onPort(link, true, ""));
    }

    @Override
    public void onGone(String reason) throws InterruptedException {
      inbox.add(() -> observer.onPort(link, false, reason));
    }
  }

  private void deliver(Incoming.Message message) {
    Octets address = message.from();
    NodeAddress from = NodeAddress.direct(link, address);
    if (message.signal().isKnown()) {
      observer.onSignal(from, message.signal().rssiDbm(), message.signal().snrDb());
    }
    sink.onDatagram(from, ByteBuffer.wrap(message.message().array()));
  }
}
