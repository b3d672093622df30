package dev.mqttsn.app;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A board in QEMU whose serial port is plugged into the node's end of a cable. */
final class Board implements AutoCloseable {
  private static final String PROMPT = "(qemu) ";
  private static final Pattern WORD = Pattern.compile(": 0x([0-9a-f]{8})");
  private static final int OUTPUT_OCTETS = 65_536;

  /** GPIO OUT of the nRF51822, and in it the rows of the micro:bit's LED matrix. */
  private static final long LED_REGISTER = 0x50000504L;

  private static final long LED_BITS = 0xE000;

  private final Process emulator;
  private final Process plug;
  private final SocketChannel monitor;

  private Board(Process emulator, Process plug, SocketChannel monitor) {
    this.emulator = emulator;
    this.plug = plug;
    this.monitor = monitor;
  }

  /** The .elf goes where a debugger would put it; a .hex takes the way of the boot loader. */
  static Board start(Path folder, String machine, Path image, Path terminal)
      throws IOException, InterruptedException {
    String name = terminal.getFileName().toString();
    Path serial = folder.resolve(name + ".sock");
    Path monitor = folder.resolve(name + ".mon");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("qemu-system-arm", "-M", machine, "-display", "none"));
    boolean isHex = image.toString().endsWith(".hex");
    command.addAll(
        isHex ? List.of("-device", "loader,file=" + image) : List.of("-kernel", "" + image));
    command.addAll(List.of("-monitor", "unix:" + monitor + ",server=on,wait=off"));
    command.addAll(List.of("-serial", "unix:" + serial + ",server=on,wait=on"));
    Process emulator = Tools.start(new ProcessBuilder(command).inheritIO());
    Await.until("QEMU has made its sockets", () -> Files.exists(serial) || !emulator.isAlive());
    Process plug =
        Tools.start(
            new ProcessBuilder("socat", "FILE:" + terminal + ",raw,echo=0", "UNIX:" + serial)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT));
    Await.until("QEMU has a monitor", () -> Files.exists(monitor) || !emulator.isAlive());
    Board board =
        new Board(emulator, plug, SocketChannel.open(UnixDomainSocketAddress.of(monitor)));
    board.readToPrompt();
    return board;
  }

  boolean isRunning() {
    return emulator.isAlive();
  }

  /** The reset button. */
  void reset() throws IOException {
    monitor("system_reset");
  }

  /** Whether the micro:bit's LED matrix is lit. */
  boolean isLit() throws IOException {
    Matcher word = WORD.matcher(monitor("xp /1wx 0x" + Long.toHexString(LED_REGISTER)));
    if (!word.find()) {
      throw new IOException("the monitor does not show a word");
    }
    return (Long.parseLong(word.group(1), 16) & LED_BITS) != 0;
  }

  private String monitor(String command) throws IOException {
    ByteBuffer out = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
    while (out.hasRemaining()) {
      monitor.write(out);
    }
    return readToPrompt();
  }

  private String readToPrompt() throws IOException {
    ByteBuffer in = ByteBuffer.allocate(OUTPUT_OCTETS);
    String text = "";
    while (!text.endsWith(PROMPT)) {
      if (monitor.read(in) < 0) {
        throw new IOException("QEMU has ended after: " + text);
      }
      text = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
    }
    return text;
  }

  @Override
  public void close() throws IOException {
    monitor.close();
    plug.destroyForcibly().onExit().join();
    emulator.destroyForcibly().onExit().join();
  }
}
