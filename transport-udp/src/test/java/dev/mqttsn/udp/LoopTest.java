package dev.mqttsn.udp;

import dev.mqttsn.port.FrameSink;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Opens loops and links for a test and closes them after it. */
abstract class LoopTest {
  private static final long DEADLINE_SECONDS = 10;

  private final List<AutoCloseable> open = new ArrayList<>();
  private EventLoopGroup group;

  UdpTransport bind(LoopKind kind, UdpConfig config, FrameSink sink) throws UdpBindException {
    return closeLater(UdpTransport.bind(loop(kind), config, sink));
  }

  private EventLoopGroup loop(LoopKind kind) {
    if (group == null) {
      group = kind.newLoop();
    }
    return group;
  }

  <T extends AutoCloseable> T closeLater(T resource) {
    open.add(resource);
    return resource;
  }

  /** Runs it on the loop, where transports are used, and waits for its end. */
  void onLoop(Runnable job) throws Exception {
    group.next().submit(job).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
