package dev.mqttsn.bridge;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;

/** TCP connections to the broker on one event loop, and the broker's addresses. */
final class NettyNetwork implements BrokerNetwork {
  private final BridgeLoop loop;
  private final BrokerConfig config;
  private final BrokerAddresses addresses;
  private final Bootstrap bootstrap;

  NettyNetwork(EventLoop eventLoop, BridgeLoop loop, BrokerConfig config) {
    this.loop = loop;
    this.config = config;
    this.addresses = new BrokerAddresses(eventLoop, config);
    this.bootstrap = Channels.bootstrap(eventLoop);
  }

  @Override
  public BrokerConnection newConnection(ConnectionListener listener) {
    return new NettyConnection(this, listener);
  }

  @Override
  public void close() {
    addresses.close();
  }

  BridgeLoop loop() {
    return loop;
  }

  BrokerConfig config() {
    return config;
  }

  BrokerAddresses addresses() {
    return addresses;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }
}
