package dev.mqttsn.bridge;

import dev.mqttsn.port.BrokerCommand.Publish;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection of a link, from the look-up of the broker's name to its end, of which the link
 * is told exactly once. All packets of a loop turn go into one buffer and out with one write.
 */
// What became of a write or a close is told by exceptionCaught and channelInactive, not by futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyConnection extends ChannelInboundHandlerAdapter implements BrokerConnection {
  private static final int BUFFER_OCTETS = 256;

  /** A larger payload is not copied into the buffer but sent as it is. */
  private static final int COPY_LIMIT_OCTETS = 4_096;

  /** So much is not kept for the end of the turn. */
  private static final int BUFFER_LIMIT_OCTETS = 32_768;

  private static final int REFUSED_GRANT = 0x80;
  private static final String NATIVE_ERROR = "failed with error(";

  private static final Logger log = LoggerFactory.getLogger(NettyConnection.class);

  private final NettyNetwork network;
  private final ConnectionListener link;
  private Channel channel;
  private ByteBuf buffer;
  private boolean dirty;

  /** Nothing that arrives counts any more. */
  private boolean closing;

  private boolean ended;
  private long endDeadlineMillis = Long.MAX_VALUE;

  /** Why the connection failed; null where it did not, or is not known to. */
  private String failure;

  NettyConnection(NettyNetwork network, ConnectionListener link) {
    this.network = network;
    this.link = link;
  }

  @Override
  public void start() {
    network.addresses().resolve(network.loop().nowMillis(), this::onResolved);
  }

  private void onResolved(List<InetSocketAddress> addresses) {
    if (closing) {
      return;
    }
    if (addresses.isEmpty()) {
      fail("the name " + network.config().host() + " does not resolve");
      return;
    }
    connect(addresses, 0);
  }

  private void connect(List<InetSocketAddress> addresses, int index) {
    InetSocketAddress address = addresses.get(index);
    ChannelFuture attempt = network.bootstrap().connect(address);
    channel = attempt.channel();
    attempt.addListener(
        done -> {
          if (closing) {
            channel.close();
            end();
          } else if (done.isSuccess()) {
            onConnected(address);
          } else if (index + 1 < addresses.size()) {
            connect(addresses, index + 1);
          } else {
            failure = reason(done.cause());
            end();
          }
        });
  }

  private void onConnected(InetSocketAddress address) {
    network.addresses().onConnected(address);
    channel
        .pipeline()
        .addLast(new OversizeFilter(), new MqttDecoder(OversizeFilter.MAX_REMAINING_OCTETS), this);
    link.onConnected();
    flush();
  }

  /** Sends what is written and closes; the end is told after this call has returned. */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    flush();
    closing = true;
    if (channel != null) {
      channel.close();
    }
    network.loop().execute(this::end);
  }

  @Override
  public void fail(String reason) {
    if (!closing) {
      failure = reason;
      close();
    }
  }

  /**
   * Sends DISCONNECT and closes our half only: the broker's end of it tells that it has read all,
   * so that a new connection of this client id cannot overtake this one.
   */
  @Override
  public void endInOrder(long deadlineMillis) {
    if (closing || channel == null || !channel.isActive()) {
      close();
      return;
    }
    PacketWriter.disconnect(buffer());
    flush();
    closing = true;
    endDeadlineMillis = deadlineMillis;
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Closes what the broker does not end in time. */
  @Override
  public void onTick(long nowMillis) {
    if (nowMillis >= endDeadlineMillis) {
      channel.close();
    }
  }

  private void end() {
    if (ended) {
      return;
    }
    if (channel != null && channel.isRegistered() && channel.isOpen()) {
      return;
    }
    ended = true;
    closing = true;
    release();
    link.onEnded(this, failure);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (closing) {
        return;
      }
      if (message instanceof MqttMessage packet) {
        receive(packet);
      } else if (message instanceof OversizedPublish oversized) {
        receiveOversized(oversized);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    link.onReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!closing && channel.isWritable()) {
      link.onWritable();
      flush();
    }
  }

  /** A reset by the broker, or what nobody expects; neither may end more than this connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      channel.close();
      return;
    }
    if (cause instanceof DecoderException || cause instanceof Error) {
      log.warn("{}: connection closed: {}", link.name(), reason(cause));
    } else {
      log.error("a defect of the gateway, met on the link of {}", link.name(), cause);
    }
    fail(reason(cause));
  }

  private void receive(MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      String reason = "not MQTT 3.1.1: " + packet.decoderResult().cause().getMessage();
      log.warn("{}: connection closed: {}", link.name(), reason);
      fail(reason);
      return;
    }
    switch (packet.fixedHeader().messageType()) {
      case PUBLISH -> receivePublish((MqttPublishMessage) packet);
      case PUBACK -> link.onAck(PacketOut.Ack.PUBACK, packetId(packet));
      case PUBREC -> link.onAck(PacketOut.Ack.PUBREC, packetId(packet));
      case PUBREL -> link.onAck(PacketOut.Ack.PUBREL, packetId(packet));
      case PUBCOMP -> link.onAck(PacketOut.Ack.PUBCOMP, packetId(packet));
      case SUBACK -> link.onSubAck(packetId(packet), granted((MqttSubAckMessage) packet));
      case UNSUBACK -> link.onUnsubAck(packetId(packet));
      case CONNACK -> receiveConnAck((MqttConnAckMessage) packet);
      default -> {}
    }
  }

  private void receiveConnAck(MqttConnAckMessage packet) {
    int code = packet.variableHeader().connectReturnCode().byteValue() & 0xFF;
    link.onConnAck(code, packet.variableHeader().isSessionPresent());
  }

  private void receivePublish(MqttPublishMessage packet) {
    byte[] payload = ByteBufUtil.getBytes(packet.payload());
    Qos qos = Qos.ofBits(packet.fixedHeader().qosLevel().value());
    link.onPublishArrived(
        packet.fixedHeader().isDup(),
        qos.isAcknowledged() ? packet.variableHeader().packetId() : 0,
        qos,
        packet.fixedHeader().isRetain(),
        packet.variableHeader().topicName(),
        Octets.wrap(payload));
  }

  private void receiveOversized(OversizedPublish packet) {
    log.info(
        "{}: dropped a message of {} octets to {}: no MQTT-SN message carries it",
        link.name(),
        packet.octets(),
        packet.topic());
    link.onOversizedArrived(packet.duplicate(), packet.packetId(), packet.qos());
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  private static Qos granted(MqttSubAckMessage packet) {
    List<Integer> codes = packet.payload().reasonCodes();
    int code = codes.isEmpty() ? REFUSED_GRANT : codes.get(0);
    return code < REFUSED_GRANT ? Qos.ofBits(code) : null;
  }

  @Override
  public void connect(boolean cleanSession, int keepAliveSeconds) {
    PacketWriter.connect(
        buffer(), network.config(), link.mqttClientId(), cleanSession, keepAliveSeconds);
  }

  @Override
  public void publish(Publish message, boolean duplicate) {
    byte[] payload = message.payload().array();
    PacketWriter.publishHeader(buffer(), message, duplicate);
    if (payload.length <= COPY_LIMIT_OCTETS) {
      buffer().writeBytes(payload);
    } else {
      writeBuffer();
      channel.write(Unpooled.wrappedBuffer(payload), channel.voidPromise());
    }
    flushIfLarge();
  }

  @Override
  public void acknowledge(PacketOut.Ack type, int packetId) {
    PacketWriter.acknowledge(buffer(), type, packetId);
    flushIfLarge();
  }

  @Override
  public void subscribe(int packetId, Map<String, Qos> filters) {
    PacketWriter.subscribe(buffer(), packetId, filters);
  }

  @Override
  public void unsubscribe(int packetId, String filter) {
    PacketWriter.unsubscribe(buffer(), packetId, filter);
  }

  @Override
  public void pingRequest() {
    PacketWriter.pingRequest(buffer());
  }

  @Override
  public boolean isWritable() {
    return channel != null && channel.isWritable();
  }

  /** The buffer of this turn; the bridge flushes every connection that has one. */
  private ByteBuf buffer() {
    if (buffer == null) {
      buffer = channel.alloc().ioBuffer(BUFFER_OCTETS);
    }
    if (!dirty) {
      dirty = true;
      link.onWritten();
    }
    return buffer;
  }

  private void writeBuffer() {
    if (buffer != null) {
      channel.write(buffer, channel.voidPromise());
      buffer = null;
    }
  }

  /** Handed to the network within the turn, so that isWritable tells the truth. */
  private void flushIfLarge() {
    if (buffer == null || buffer.readableBytes() > BUFFER_LIMIT_OCTETS) {
      writeBuffer();
      channel.flush();
    }
  }

  @Override
  public void flush() {
    if (!dirty) {
      return;
    }
    dirty = false;
    if (closing) {
      return;
    }
    writeBuffer();
    channel.flush();
    link.onFlushed();
  }

  private void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  /** In the system's words, without the name of the call that failed, which epoll puts first. */
  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    int error = message.indexOf(NATIVE_ERROR);
    int text = message.indexOf(' ', error + NATIVE_ERROR.length());
    return error < 0 || text < 0 ? message : message.substring(text + 1);
  }
}
