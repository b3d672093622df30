package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk takes no writes: full, or read-only. Needs root for its mounts and attributes, and is
 * skipped where the system does not let it have them.
 */
@Timeout(60)
final class FaultsDiskIT {
  private static final int FILLING_OCTETS = 4_096;
  private static final int MOST_FILLING = 4_096;
  private static final long DISK_OCTETS = 8 << 20;

  @TempDir private Path directory;
  private Path state;
  private Mosquitto broker;
  private ChildGateway gateway;
  private UdpNode node;

  @BeforeEach
  void start() throws Exception {
    state = Files.createDirectory(directory.resolve("state"));
    broker = Mosquitto.start(directory);
    gateway = ChildGateway.of(broker.uri(), state);
    node = new UdpNode(gateway.port());
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    gateway.close();
    broker.close();
    setImmutable(false);
    run("umount", "-l", state.toString());
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Nobody may write, not even through files that are open. */
  private boolean setImmutable(boolean immutable) throws Exception {
    String how = immutable ? "+i" : "-i";
    return run("chattr", how, state.resolve("state.db").toString())
        && run("chattr", how, state.resolve("state.db-wal").toString());
  }

  /** A file system of its own that becomes read-only when it has an error. */
  private boolean mountDisk() throws Exception {
    Path image = directory.resolve("disk");
    try (FileChannel file =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), DISK_OCTETS - 1);
    }
    return run("mkfs.ext4", "-q", "-F", image.toString())
        && run("mount", "-o", "loop,errors=remount-ro", image.toString(), state.toString());
  }

  private void breakDisk() throws IOException {
    String device = Path.of(Files.getFileStore(state).name()).getFileName().toString();
    Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "1");
  }

  /** REGISTER and SUBSCRIBE promise what a restart would forget; data promises nothing of it. */
  private void assertCongestionButDataFlows(String knownId) throws Exception {
    node.send("0a0000" + hex(20) + hex("up/new"));
    String answer = node.receive();
    assertTrue(answer.startsWith("0b0000") && answer.endsWith("01"), answer);
    node.publish(knownId, 21, "flows");
  }

  private void assertRecoveredAndKept(String knownId) throws Exception {
    gateway.awaitLine("takes writes again");
    String id = node.register(30, "up/after");
    gateway.kill();
    gateway.start();
    node.publish(id, 31, "kept");
    node.publish(knownId, 32, "kept");
  }

  @Test
  void madeReadOnlyUnderWay() throws Exception {
    gateway.start();
    node.connect("n1", false);
    String known = node.register(9, "up/known");
    assumeTrue(setImmutable(true), "files can be made immutable here");
    node.send("0a0000" + hex(10) + hex("up/first"));
    node.receive();
    gateway.awaitLine("takes no writes");
    assertCongestionButDataFlows(known);
    setImmutable(false);
    assertRecoveredAndKept(known);
    Figures.print("state made read-only under way", "told once, congestion, recovered", gateway);
  }

  @Test
  void anErrorMakesTheDiskReadOnly() throws Exception {
    assumeTrue(mountDisk(), "file systems can be made and mounted here");
    gateway.start();
    node.connect("n1", false);
    String known = node.register(9, "up/known");
    breakDisk();
    node.send("0a0000" + hex(10) + hex("up/first"));
    assertTrue(node.receive().endsWith("01"));
    gateway.awaitLine("takes no writes");
    assertCongestionButDataFlows(known);
    gateway.kill();
    gateway.start();
    node.publish(known, 32, "kept");
    Figures.print(
        "a disk error makes the file system read-only",
        "told once, congestion, what was promised before is kept over kill -9",
        gateway);
  }

  @Test
  void readOnlyAtTheStart() throws Exception {
    gateway.start();
    node.connect("n1", false);
    String known = node.register(9, "up/known");
    String mail = node.subscribe(1, 10, "mail");
    node.send("18" + hex(300));
    node.expect("18");
    BrokerClient.publish(broker, "mail", 1, "letter");
    Await.until("the message is stored", () -> StateFile.count(state, "message") == 1);
    assertEquals(0, gateway.stop());
    assumeTrue(
        run("mount", "--bind", state.toString(), state.toString())
            && run("mount", "-o", "remount,bind,ro", state.toString()),
        "directories can be mounted read-only here");
    gateway.start();
    node.send("16" + hex("n1"));
    node.expectPublish(mail, "letter");
    node.expect("17");
    node.send("040001" + hex(60) + hex("n1"));
    node.expect("0501"); // a CONNECT with CleanSession 0 is a promise too
    assertTrue(run("mount", "-o", "remount,bind,rw", state.toString()));
    gateway.awaitLine("takes writes again");
    node.connect("n1", false);
    node.publish(known, 33, "flows");
    Figures.print("state read-only at the start", "sessions read, congestion, recovered", gateway);
  }

  @Test
  void full() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", state.toString()),
        "file systems can be mounted here");
    gateway.start();
    node.connect("n1", false);
    String known = node.register(9, "up/known");
    Path filling = state.resolve("filling");
    fill(filling);
    registerUntilRefused();
    gateway.awaitLine("takes no writes");
    assertCongestionButDataFlows(known);
    Files.delete(filling);
    assertRecoveredAndKept(known);
    Figures.print("disk full (tmpfs of 8 MB)", "told once, congestion, recovered", gateway);
  }

  private static void fill(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < MOST_FILLING; i++) {
        out.write(new byte[FILLING_OCTETS]);
      }
    } catch (IOException e) {
      // now it is full
    }
  }

  /** SQLite has some room of its own left in its files. */
  private void registerUntilRefused() throws Exception {
    String answer = "";
    for (int i = 0; i < 2_000 && !answer.endsWith("01"); i++) {
      node.send("0a0000" + hex(100 + i) + hex("up/" + i + "x".repeat(200)));
      answer = node.receive();
    }
    assertTrue(answer.endsWith("01"), answer);
  }
}
