package dev.mqttsn.app;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cable that changes and loses octets, in both directions, at random but by a seed. Between its
 * two terminals anything may be plugged that a good cable could connect.
 */
final class NoisyCable implements AutoCloseable {
  private static final int BUFFER_OCTETS = 4_096;

  private final Cable gatewaySide;
  private final Cable nodeSide;

  private final Noise noise;
  private final AtomicInteger hit = new AtomicInteger();

  private NoisyCable(Cable gatewaySide, Cable nodeSide, Noise noise) {
    this.gatewaySide = gatewaySide;
    this.nodeSide = nodeSide;
    this.noise = noise;
  }

  /** Shares of all octets, 0.01 for 1 %. */
  record Noise(double changed, double lost) {}

  static NoisyCable plugged(Path folder, String name, Noise noise, long seed)
      throws IOException, InterruptedException {
    Cable gatewaySide = Cable.plugged(folder, name + "-1");
    Cable nodeSide = Cable.plugged(folder, name + "-2");
    NoisyCable cable = new NoisyCable(gatewaySide, nodeSide, noise);
    cable.pump(gatewaySide.nodeEnd(), nodeSide.gatewayEnd(), new Random(seed));
    cable.pump(nodeSide.gatewayEnd(), gatewaySide.nodeEnd(), new Random(~seed));
    return cable;
  }

  /** The octets that it changed or lost. */
  int hit() {
    return hit.get();
  }

  private void pump(Path from, Path to, Random random) throws IOException {
    FileInputStream in = new FileInputStream(from.toFile());
    FileOutputStream out = new FileOutputStream(to.toFile());
    Thread pump = new Thread(() -> run(in, out, random), "noise from " + from.getFileName());
    pump.setDaemon(true);
    pump.start();
  }

  private void run(FileInputStream in, FileOutputStream out, Random random) {
    byte[] buffer = new byte[BUFFER_OCTETS];
    try (in;
        out) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        out.write(buffer, 0, spoil(random, buffer, count));
      }
    } catch (IOException e) {
      // how a terminal tells that its other side is gone
    }
  }

  /** What is left of some octets, at the front of the array; their number. */
  private int spoil(Random random, byte[] octets, int count) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      double chance = random.nextDouble();
      boolean lost = chance < noise.lost();
      boolean changed = !lost && chance < noise.lost() + noise.changed();
      hit.addAndGet(lost || changed ? 1 : 0);
      if (!lost) {
        octets[left++] = (byte) (octets[i] ^ (changed ? 1 + random.nextInt(255) : 0));
      }
    }
    return left;
  }

  Path gatewayEnd() {
    return gatewaySide.gatewayEnd();
  }

  Path nodeEnd() {
    return nodeSide.nodeEnd();
  }

  @Override
  public void close() throws IOException {
    gatewaySide.close();
    nodeSide.close();
  }
}
