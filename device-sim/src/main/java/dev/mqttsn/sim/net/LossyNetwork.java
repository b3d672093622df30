package dev.mqttsn.sim.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A network made worse for one node; used on the loop, but for its making. */
public final class LossyNetwork implements Network {
  private final NodeLoop loop;
  private final Network network;
  private final Impairment impairment;
  private final RandomGenerator random;

  private LossyNetwork(
      NodeLoop loop, Network network, Impairment impairment, RandomGenerator random) {
    this.loop = loop;
    this.network = network;
    this.impairment = impairment;
    this.random = random;
  }

  /** The network as it is for a node with that impairment. */
  public static Network over(
      NodeLoop loop, Network network, Impairment impairment, RandomGenerator random) {
    return impairment.equals(Impairment.NONE)
        ? network
        : new LossyNetwork(loop, network, impairment, random);
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
    private long lastMillis;
    private boolean ended;

    Direction(Consumer<byte[]> end) {
      this.end = end;
    }

    void end() {
      ended = true;
    }

    void carry(byte[] message) {
      if (impairment.isLost(random)) {
        return;
      }
      carryOnce(message);
      if (impairment.isDoubled(random)) {
        carryOnce(message);
      }
    }

    private void carryOnce(byte[] message) {
      long dueMillis = loop.nowMillis() + impairment.delayMillis(random);
      if (impairment.isHeldBack(random)) {
        dueMillis += impairment.holdMillis(random);
      } else {
        dueMillis = Math.max(dueMillis, lastMillis);
        lastMillis = dueMillis;
      }
      if (dueMillis <= loop.nowMillis()) {
        deliver(message);
      } else {
        loop.at(dueMillis, () -> deliver(message));
      }
    }

    private void deliver(byte[] message) {
      if (!ended) {
        end.accept(message);
      }
    }
  }
}
