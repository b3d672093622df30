package dev.mqttsn.udp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;

/** Event loops of the fastest kind that this machine has. */
public final class Loops {
  private Loops() {}

  /**
   * One event loop on a thread of that name, which keeps the process alive until the group is shut
   * down: epoll where there is a native for it, NIO elsewhere (32-bit ARM) and where the system
   * property {@code io.netty.transport.noNative} is true.
   */
  public static EventLoopGroup newLoop(String threadName) {
    return Epoll.isAvailable() ? newEpollLoop(threadName) : newNioLoop(threadName);
  }

  static EventLoopGroup newEpollLoop(String threadName) {
    return newLoop(threadName, EpollIoHandler.newFactory());
  }

  static EventLoopGroup newNioLoop(String threadName) {
    return newLoop(threadName, NioIoHandler.newFactory());
  }

  private static EventLoopGroup newLoop(String threadName, IoHandlerFactory handlers) {
    ThreadFactory threads = job -> newThread(job, threadName);
    return new MultiThreadIoEventLoopGroup(1, threads, handlers);
  }

  private static Thread newThread(Runnable job, String name) {
    Thread thread = new FastThreadLocalThread(job, name);
    thread.setDaemon(false);
    return thread;
  }
}
