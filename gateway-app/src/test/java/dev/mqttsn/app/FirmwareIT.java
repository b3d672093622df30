package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The firmware on emulated boards: serial port, a cable, the gateway as a process of its own, and a
 * real mosquitto.
 */
@Timeout(120)
final class FirmwareIT {
  private static final String MICROBIT = "microbit";
  private static final Pattern STACK_LEFT = Pattern.compile(" stack (\\d+)$");

  /** The gateway remembers nothing over a restart. */
  private static final Path STATELESS = Path.of("none");

  @TempDir private Path directory;

  private ChildGateway gateway(Mosquitto broker, Path state, Path... ports) throws Exception {
    List<String> options = new ArrayList<>();
    for (Path port : ports) {
      options.addAll(List.of("--serial", Firmware.line(port)));
    }
    options.add("--verbose");
    return ChildGateway.of(broker.uri(), state, options.toArray(String[]::new));
  }

  @Test
  void aNodeConnectsPublishesAndObeys() throws Exception {
    Path image = Firmware.quick(MICROBIT, "board1");
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, STATELESS, cable.gatewayEnd());
        Board board = Board.start(directory, MICROBIT, image, cable.nodeEnd())) {
      gateway.start();
      watch.await("board1/state 1 online");
      watch.rewind();
      watch.await("board1/temperature 1 19.");
      watch.await("board1/uptime 0 ");
      watch.await("board1/counter 2 2");
      watch.command("board1", 1, "set interval 3600");
      watch.await("board1/answer 2 1 ok 3600");
      watch.command("board1", 2, "sleep for ever");
      watch.await("board1/answer 2 2 error: sleep 0..64800, not for ever");
      Matcher stack = STACK_LEFT.matcher(status(watch, "board1"));
      assertTrue(stack.find() && Integer.parseInt(stack.group(1)) > 128, stack.toString());
      watch.assertCountedExactlyOnce("board1");
      assertBlinks(watch, board);
    }
  }

  private static String status(NodeWatch watch, String node) throws Exception {
    watch.command(node, 1, "status");
    return watch.await(node + "/answer 2 3 up ");
  }

  /** The LEDs of the emulated chip's pins. */
  private static void assertBlinks(NodeWatch watch, Board board) throws Exception {
    watch.command("board1", 0, "blink");
    int changes = 0;
    boolean lit = board.isLit();
    long until = System.nanoTime() + 10_000_000_000L;
    while (changes < 8 && System.nanoTime() < until) {
      if (board.isLit() != lit) {
        lit = !lit;
        changes++;
      }
    }
    assertEquals(8, changes, "the LEDs do not blink");
  }

  private static boolean isLit(Board board) {
    try {
      return board.isLit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSleeperGetsItsMessagesWhenItWakes() throws Exception {
    Path image = Firmware.quick(MICROBIT, "board1");
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, STATELESS, cable.gatewayEnd());
        Board board = Board.start(directory, MICROBIT, image, cable.nodeEnd())) {
      gateway.start();
      watch.await("board1/counter 2 1");
      watch.command("board1", 1, "set interval 3600");
      watch.await("board1/answer 2 1 ok 3600");
      watch.command("board1", 1, "sleep 4");
      watch.await("board1/answer 2 2 ok 4");
      gateway.awaitLine("<- DISCONNECT");
      watch.commands("board1", 2, List.of("blink", "set interval 10", "set interval 20"));
      watch.commands("board1", 1, List.of("blink", "set interval 3600"));
      List<String> asleep = gateway.awaitLines("-> PINGREQ 'board1'");
      assertFalse(asleep.stream().anyMatch(l -> l.contains("<- ")), () -> "" + asleep);
      List<String> awake = gateway.awaitLines("<- PINGRESP");
      assertEquals(5, awake.stream().filter(l -> l.contains("<- PUBLISH")).count());
      watch.await("board1/answer 2 7 ok 3600");
      watch.command("board1", 2, "sleep 0");
      watch.await("board1/answer 2 8 ok 0");
      watch.assertCountedExactlyOnce("board1");
      Await.until("it is active", () -> isLit(board));
    }
  }

  @Test
  void aNodeSurvivesAGatewayThatForgetsEverything() throws Exception {
    survivesRestarts(STATELESS);
  }

  @Test
  void aNodeSurvivesAGatewayThatRemembers() throws Exception {
    survivesRestarts(directory.resolve("state"));
  }

  private void survivesRestarts(Path state) throws Exception {
    Path image = Firmware.quick(MICROBIT, "board1");
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, state, cable.gatewayEnd());
        Board board = Board.start(directory, MICROBIT, image, cable.nodeEnd())) {
      gateway.start();
      watch.await("board1/counter 2 2");
      gateway.stop();
      gateway.start();
      watch.await("board1/counter 2 4");
      gateway.kill();
      watch.command("board1", 2, "blink"); // while there is no gateway
      gateway.start();
      watch.await("board1/answer 2 1 ok");
      gateway.kill();
      gateway.start();
      watch.command("board1", 2, "set interval 3600");
      watch.await("board1/answer 2 2 ok 3600");
      assertTrue(watch.assertCountedExactlyOnce("board1") >= 4);
      Await.until("it is active", () -> isLit(board));
    }
  }

  @Test
  void aNodeSurvivesItsReset() throws Exception {
    Path image = Firmware.quick(MICROBIT, "board1");
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, STATELESS, cable.gatewayEnd());
        Board board = Board.start(directory, MICROBIT, image, cable.nodeEnd())) {
      gateway.start();
      watch.await("board1/counter 2 3");
      watch.command("board1", 2, "blink");
      watch.await("board1/answer 2 1 ok");
      watch.assertCountedExactlyOnce("board1");
      for (int life = 0; life < 3; life++) {
        board.reset();
        watch.await("board1/counter 2 1");
        watch.command("board1", 2, "blink");
        watch.await("board1/answer 2 1 ok");
        watch.await("board1/counter 2 3");
      }
    }
  }

  @Test
  void threeBoardsOnThreePorts() throws Exception {
    List<String> names = List.of("board1", "board2", "board3");
    List<Path> images = new ArrayList<>();
    for (String name : names) {
      images.add(Firmware.quick(MICROBIT, name));
    }
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable one = Cable.plugged(directory, "one");
        Cable two = Cable.plugged(directory, "two");
        Cable three = Cable.plugged(directory, "three");
        ChildGateway gateway =
            gateway(broker, STATELESS, one.gatewayEnd(), two.gatewayEnd(), three.gatewayEnd());
        Board first = Board.start(directory, MICROBIT, images.get(0), one.nodeEnd());
        Board second = Board.start(directory, MICROBIT, images.get(1), two.nodeEnd());
        Board third = Board.start(directory, MICROBIT, images.get(2), three.nodeEnd())) {
      gateway.start();
      for (String name : names) {
        watch.rewind();
        watch.await(name + "/counter 2 3");
      }
      watch.command("all", 1, "blink");
      for (String name : names) {
        watch.rewind();
        watch.await(name + "/answer 2 1 ok");
      }
      for (String name : names) {
        watch.command(name, 2, "set interval 3600");
        watch.await(name + "/answer 2 2 ok 3600");
        watch.assertCountedExactlyOnce(name);
      }
      for (Board board : List.of(first, second, third)) {
        Await.until("it is active", () -> isLit(board));
      }
    }
  }

  @Test
  void theHexFileWithItsDefaultsRunsToo() throws Exception {
    Path hex = Firmware.hex(Firmware.asItIs(MICROBIT));
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, STATELESS, cable.gatewayEnd())) {
      gateway.start();
      try (Board board = Board.start(directory, MICROBIT, hex, cable.nodeEnd())) {
        // the device id of the emulated chip
        watch.await("node-1234567800000003/counter 2 1");
        watch.command("node-1234567800000003", 2, "set interval 1");
        watch.await("node-1234567800000003/answer 2 1 ok 1");
        watch.await("node-1234567800000003/counter 2 3");
        Await.until("it is active", () -> isLit(board));
      }
    }
  }

  @Test
  void anotherBoardIsOneFile() throws Exception {
    Path image = Firmware.quick("lm3s6965evb", "m3");
    try (Mosquitto broker = Mosquitto.start(directory);
        NodeWatch watch = NodeWatch.of(broker);
        Cable cable = Cable.plugged(directory, "one");
        ChildGateway gateway = gateway(broker, STATELESS, cable.gatewayEnd());
        Board board = Board.start(directory, "lm3s6965evb", image, cable.nodeEnd())) {
      gateway.start();
      watch.await("m3/counter 2 2");
      watch.command("m3", 2, "sleep 1");
      watch.await("m3/answer 2 1 ok 1");
      watch.command("m3", 2, "sleep 0");
      watch.await("m3/answer 2 2 ok 0");
      board.reset();
      watch.await("m3/counter 2 1"); // or 10 of a board that goes on: its answers tell
      watch.command("m3", 2, "blink");
      watch.await("m3/answer 2 1 ok");
      watch.await("m3/counter 2 2");
    }
  }
}
