package dev.mqttsn.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The node's firmware, built from its sources by make. */
final class Firmware {
  /** Short periods, so that the tests need not wait for the long ones of the field. */
  private static final List<String> QUICK =
      List.of("INTERVAL=1", "RETRY_MILLIS=500", "RETRIES=8", "KEEP_ALIVE=10");

  private Firmware() {}

  /** The image for an emulated board, as .elf beside a .hex; with the defaults of the field. */
  static Path asItIs(String board) throws IOException, InterruptedException {
    return image(board, make(board, "as-it-is", List.of()));
  }

  /** The image of a node with this client id that does everything quickly. */
  static Path quick(String board, String clientId) throws IOException, InterruptedException {
    List<String> variables = new ArrayList<>(QUICK);
    variables.add("CLIENT_ID=" + clientId);
    return image(board, make(board, clientId, variables));
  }

  /** The Linux program, with AddressSanitizer and UndefinedBehaviorSanitizer. */
  static Path program() throws IOException, InterruptedException {
    List<String> variables = new ArrayList<>(QUICK);
    variables.add("SANITIZE=1");
    variables.add("BEACON_ID=1");
    return make("posix", "quick", variables).resolve("mqttsn-node-posix");
  }

  /** The gateway's serial port for such nodes; it repeats as soon as a quick one. */
  static String line(Path terminal) {
    return terminal + ",framing=slip-crc,retry-interval=500ms";
  }

  static Path hex(Path elf) {
    return elf.resolveSibling(elf.getFileName().toString().replace(".elf", ".hex"));
  }

  private static Path image(String board, Path build) {
    return build.resolve("mqttsn-node-" + board + ".elf");
  }

  /** Builds where the next run of the tests finds it again; returns that directory. */
  private static Path make(String board, String name, List<String> variables)
      throws IOException, InterruptedException {
    Path root = Repository.root();
    Path build = root.resolve("gateway-app/target/firmware").resolve(board + "-" + name);
    List<String> command = new ArrayList<>(List.of("make", "-s", "-C"));
    command.add(root.resolve("device-sim/firmware").toString());
    command.addAll(List.of("BOARD=" + board, "BUILD=" + build));
    command.addAll(variables);
    run(command);
    return build;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = Tools.start(new ProcessBuilder(command).redirectErrorStream(true));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + "\n" + output + "\n" + Tools.HINT);
    }
  }
}
