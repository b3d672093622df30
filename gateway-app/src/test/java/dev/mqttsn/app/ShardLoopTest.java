package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mqttsn.gateway.GatewayObserver;
import dev.mqttsn.gateway.GatewayShard;
import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;
import dev.mqttsn.wire.Octets;
import io.netty.channel.DefaultEventLoop;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ShardLoopTest {
  private static final Link LINK = new Link("udp test", 1_400);
  private static final NodeAddress NODE =
      NodeAddress.direct(LINK, Octets.wrap(new byte[] {127, 0, 0, 1, 0, 9}));

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final MonotonicClock clock = new MonotonicClock();
  private final RecordingTransport transport = new RecordingTransport();
  private final RecordingBroker broker = new RecordingBroker();
  private final ShardLoop shardLoop = new ShardLoop(loop, clock, shard());

  private GatewayShard shard() {
    Settings settings = Settings.DEFAULT;
    return new GatewayShard(
        Gateway.coreConfig(settings, List.of(LINK), false),
        GatewayObserver.NONE,
        new Random(1),
        clock.millis());
  }

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aSearchIsAnsweredToTheGroupAndToTheAsker() throws Exception {
    start();
    hear("030100");
    assertEquals("030201", transport.sent.poll(5, TimeUnit.SECONDS));
    assertEquals("030201", transport.broadcast.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void aConnectOpensABrokerLink() throws Exception {
    start();
    hear("09040401003c616263");
    BrokerCommand command = broker.commands.poll(5, TimeUnit.SECONDS);
    while (command != null && !command.clientId().equals("abc")) {
      command = broker.commands.poll(5, TimeUnit.SECONDS);
    }
    assertNotNull(command);
  }

  @Test
  void oneTurnOfTheLoopFlushesOnce() throws Exception {
    start();
    int before = loop.submit(transport.flushes::get).get();
    loop.submit(
            () -> {
              for (int i = 0; i < 10; i++) {
                shardLoop.onFrame(NODE, ByteBuffer.wrap(HexFormat.of().parseHex("030100")));
              }
            })
        .get();
    assertEquals(before + 1, loop.submit(transport.flushes::get).get());
  }

  @Test
  void anUnusableTransportDoesNotEndTheLoop() throws Exception {
    start();
    transport.broken = true;
    hear("030100");
    loop.submit(() -> transport.broken = false).get();
    hear("030100");
    assertEquals("030201", transport.sent.poll(5, TimeUnit.SECONDS));
  }

  private void start() throws Exception {
    loop.submit(() -> shardLoop.start(List.of(transport), broker, new MemoryStore())).get();
  }

  private void hear(String hex) throws Exception {
    ByteBuffer datagram = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    loop.submit(() -> shardLoop.onFrame(NODE, datagram)).get();
  }

  private static final class RecordingTransport implements Transport {
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> broadcast = new LinkedBlockingQueue<>();
    private final AtomicInteger flushes = new AtomicInteger();
    private boolean broken;

    @Override
    public Link link() {
      return LINK;
    }

    @Override
    public void send(NodeAddress to, byte[] message) {
      if (broken) {
        throw new IllegalStateException("broken on purpose");
      }
      sent.add(HexFormat.of().formatHex(message));
    }

    @Override
    public void broadcast(byte[] message, int radius) {
      if (message[1] != 0) {
        broadcast.add(HexFormat.of().formatHex(message));
      }
    }

    @Override
    public void flush() {
      flushes.incrementAndGet();
    }

    @Override
    public void close() {}
  }

  private static final class RecordingBroker implements BrokerSide {
    private final BlockingQueue<BrokerCommand> commands = new LinkedBlockingQueue<>();

    @Override
    public void execute(BrokerCommand command) {
      commands.add(command);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
