package dev.mqttsn.udp;

import io.netty.channel.EventLoopGroup;

/** The two kinds of event loop, each of which has to pass the same tests. */
enum LoopKind {
  EPOLL {
    @Override
    EventLoopGroup newLoop() {
      return Loops.newEpollLoop("test");
    }
  },
  NIO {
    @Override
    EventLoopGroup newLoop() {
      return Loops.newNioLoop("test");
    }
  };

  abstract EventLoopGroup newLoop();
}
