package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.NodeAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each datagram of a socket to the sink; nothing that goes wrong there ends the socket. */
final class DatagramReceiver extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(DatagramReceiver.class);

  private final AddressBook addresses;
  private final FrameSink sink;
  private final SendCounters counters;

  DatagramReceiver(AddressBook addresses, FrameSink sink, SendCounters counters) {
    this.addresses = addresses;
    this.sink = sink;
    this.counters = counters;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    try {
      deliver(packet);
    } finally {
      packet.release();
    }
  }

  private void deliver(DatagramPacket packet) {
    NodeAddress from = addresses.node(packet.sender());
    try {
      sink.onDatagram(from, view(packet.content()));
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      log.error("a defect of the gateway, met at a datagram from {}", packet.sender(), e);
    }
  }

  /** The buffer that the octets already lie in, shared by all datagrams of a batch. */
  private static ByteBuffer view(ByteBuf content) {
    int start = content.readerIndex();
    int octets = content.readableBytes();
    return content.nioBufferCount() == 1
        ? content.internalNioBuffer(start, octets)
        : content.nioBuffer(start, octets);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      counters.reportDropped();
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** A send that failed (no route, a network that is down) or an ICMP error: the socket lives. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    counters.failed(cause);
  }
}
