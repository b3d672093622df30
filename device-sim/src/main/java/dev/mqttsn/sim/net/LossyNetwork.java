package dev.mqttsn.sim.net;

import dev.mqttsn.sim.impair.Impairment;
import dev.mqttsn.sim.impair.ImpairmentOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A network made worse for one node; used on the loop, but for its making. */
public final class LossyNetwork implements Network {
  private final NodeLoop loop;
  private final Network network;
  private final ImpairmentOptions options;
  private final RandomGenerator random;

  private LossyNetwork(
      NodeLoop loop, Network network, ImpairmentOptions options, RandomGenerator random) {
    this.loop = loop;
    this.network = network;
    this.options = options;
    this.random = random;
  }

  /** The network as it is for a node with these faults. */
  public static Network over(
      NodeLoop loop, Network network, ImpairmentOptions options, RandomGenerator random) {
    return options.equals(ImpairmentOptions.NONE)
        ? network
        : new LossyNetwork(loop, network, options, random);
  }

  @Override
  public Uplink open(Receiver receiver) throws IOException {
    Direction down = new Direction(message -> receiver.onMessage(ByteBuffer.wrap(message)));
    Uplink uplink =
        network.open(
            new Receiver() {
              @Override
              public void onMessage(ByteBuffer message) {
                byte[] copy = new byte[message.remaining()];
                message.get(copy);
                down.carry(copy);
              }

              @Override
              public void onUnreachable() {
                receiver.onUnreachable();
              }
            });
    Direction up = new Direction(uplink::send);
    return new Uplink() {
      @Override
      public void send(byte[] message) {
        up.carry(message);
      }

      @Override
      public void close() {
        down.end();
        up.end();
        uplink.close();
      }
    };
  }

  /** One direction of one node. */
  private final class Direction {
    private final Consumer<byte[]> end;
    private final Impairment impairment = new Impairment(options, random);
    private boolean ended;

    Direction(Consumer<byte[]> end) {
      this.end = end;
    }

    void end() {
      ended = true;
    }

    void carry(byte[] message) {
      long now = loop.nowMillis();
      for (long dueMillis : impairment.next(now).dueMillis()) {
        if (dueMillis <= now) {
          deliver(message);
        } else {
          loop.at(dueMillis, () -> deliver(message));
        }
      }
    }

    private void deliver(byte[] message) {
      if (!ended) {
        end.accept(message);
      }
    }
  }
}
