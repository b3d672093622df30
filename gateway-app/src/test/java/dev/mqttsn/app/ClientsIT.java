package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.wire.Qos;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The command-line clients against the real gateway, over UDP and a serial line. */
class ClientsIT {
  @TempDir static Path directory;

  private static Mosquitto broker;
  private static Cable cable;
  private static ChildGateway gateway;

  /** How a client reaches the gateway. */
  enum Way {
    UDP,
    SERIAL,
    FORWARDER
  }

  @BeforeAll
  static void start() throws Exception {
    broker = Mosquitto.start(directory);
    cable = Cable.plugged(directory, "cable");
    gateway =
        ChildGateway.of(
            broker.uri(),
            directory.resolve("state"),
            "--serial",
            cable.gatewayEnd() + ",framing=slip-crc",
            "--predefined",
            "1=known/one");
    gateway.start();
    gateway.awaitLine(": open");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    cable.close();
    broker.close();
  }

  private static String[] command(Way way, String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    if (way == Way.SERIAL) {
      all.addAll(List.of("--serial", cable.nodeEnd() + ",framing=slip-crc"));
    } else {
      all.addAll(List.of("-h", "127.0.0.1", "-p", "" + gateway.port()));
    }
    if (way == Way.FORWARDER) {
      all.addAll(List.of("--forwarder", "0x07f0"));
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Client.End run(Way way, String command, String... more) throws Exception {
    return Client.run("", command(way, command, more));
  }

  @ParameterizedTest
  @EnumSource
  void publishesAtEveryQos(Way way) throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "up/#")) {
      List<String> all = way == Way.FORWARDER ? List.of("1") : List.of("0", "1", "2");
      for (String qos : all) {
        Client.End end = run(way, "pub", "-t", "up/" + way, "-m", "hello " + qos, "-q", qos);
        assertEquals(new Client.End(0, List.of(), List.of()), end);
        assertEquals("up/" + way + " " + qos + " hello " + qos, listener.next());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void publishesWithoutASession(Way way) throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "known/one")) {
      assertEquals(0, run(way, "pub", "--predefined", "1", "-m", "x", "-q", "-1").status());
      assertEquals("known/one 0 x", listener.next());
    }
  }

  @ParameterizedTest
  @EnumSource
  void subscribesAtEveryQos(Way way) throws Exception {
    String topic = "down/" + way;
    try (Client client =
        Client.start(
            command(way, "sub", "-t", topic, "-t", "ab", "-v", "-C", "4", "-q", "2", "-d"))) {
      client.awaitErr("SUBACK");
      client.awaitErr("SUBACK");
      for (Qos qos : List.of(Qos.AT_MOST_ONCE, Qos.AT_LEAST_ONCE, Qos.EXACTLY_ONCE)) {
        BrokerClient.publish(broker, topic, qos.bits(), "hello " + qos);
        assertEquals(topic + " hello " + qos, client.nextOut());
        client.awaitErr("received PUBLISH (dup=false, qos=" + qos);
      }
      BrokerClient.publish(broker, "ab", 0, "short");
      assertEquals("ab short", client.nextOut());
      assertEquals(0, client.end().status());
    }
  }

  @Test
  void publishesLinesExactlyOnceAndInOrder() throws Exception {
    List<String> lines = IntStream.rangeClosed(1, 150).mapToObj(i -> "line " + i).toList();
    try (BrokerClient listener = BrokerClient.listen(broker, "lines")) {
      String input = String.join("\n", lines) + "\r\n";
      Client.End end = Client.run(input, command(Way.UDP, "pub", "-t", "lines", "-l", "-q", "2"));
      assertEquals(0, end.status(), end::toString);
      for (String line : lines) {
        assertEquals("lines 2 " + line, listener.next());
      }
    }
  }

  @Test
  void retainsAndPublishesNothing() throws Exception {
    assertEquals(0, run(Way.UDP, "pub", "-t", "kept", "-m", "still here", "-r").status());
    Client.End kept = run(Way.UDP, "sub", "-t", "kept", "-C", "1");
    assertEquals(List.of("still here"), kept.out());
    assertEquals(0, run(Way.UDP, "pub", "-t", "kept", "-n", "-r", "-q", "1").status());
    assertEquals(27, run(Way.UDP, "sub", "-t", "kept", "-C", "1", "-W", "1").status());
  }

  @Test
  void sleepsAndTellsWhatAWakeCosts() throws Exception {
    try (Client client =
        Client.start(
            command(Way.UDP, "sub", "-t", "night", "-q", "1", "--sleep", "1", "-C", "3", "-d"))) {
      client.awaitErr("sending DISCONNECT (durationSeconds=2)");
      client.awaitErr("received DISCONNECT");
      BrokerClient.publishAll(broker, "night", 1, List.of("one", "two", "three"));
      assertEquals("one", client.nextOut());
      assertEquals("two", client.nextOut());
      assertEquals("three", client.nextOut());
      assertTrue(client.awaitErr("wake ").matches("wake \\d: \\d messages?, radio on \\d+ ms.*"));
      assertEquals(0, client.end().status());
    }
  }

  @Test
  void aSessionIsKept() throws Exception {
    String[] command =
        command(Way.UDP, "sub", "-i", "keeper", "-c", "-t", "kept/q", "-q", "1", "-d");
    try (Client first = Client.start(command)) {
      first.awaitErr("SUBACK");
      first.interrupt();
      assertEquals(0, first.end().status());
    }
    BrokerClient.publish(broker, "kept/q", 1, "meanwhile");
    try (Client second = Client.start(command)) {
      assertEquals("meanwhile", second.nextOut());
    }
  }

  @Test
  void leavesAWill() throws Exception {
    try (BrokerClient listener = BrokerClient.listen(broker, "will/#");
        Client client =
            Client.start(
                command(
                    Way.UDP,
                    "sub",
                    "-t",
                    "x",
                    "-k",
                    "1",
                    "-d",
                    "--will-topic",
                    "will/of",
                    "--will-payload",
                    "gone",
                    "--will-qos",
                    "1"))) {
      client.awaitErr("SUBACK");
      client.kill();
      assertEquals("will/of 1 gone", listener.next());
    }
  }

  @Test
  void whatIsRefusedHasStatusOne() throws Exception {
    for (String qos : List.of("0", "2")) {
      Client.End end = run(Way.UDP, "pub", "--predefined", "9", "-m", "x", "-q", qos);
      assertEquals(1, end.status());
      assertTrue(end.err().get(0).contains("invalid topic id (2)"), end::toString);
    }
  }

  @Test
  void nobodyThereHasStatusOne() throws Exception {
    Client.End closed = Client.run("", "pub", "-p", "9", "-t", "a/b", "-m", "x");
    assertEquals(
        new Client.End(1, List.of(), List.of("Error: nobody listens at localhost:9")), closed);
    Client.End gone =
        Client.run("", "ping", "--serial", directory.resolve("none").toString(), "-C", "1");
    assertEquals(1, gone.status());
    assertEquals(1, gone.err().size(), gone::toString);
    assertTrue(gone.err().get(0).contains("it is not there"), gone::toString);
  }

  @ParameterizedTest
  @EnumSource(names = "FORWARDER", mode = EnumSource.Mode.EXCLUDE)
  void pingsAndSearches(Way way) throws Exception {
    Client.End ping = run(way, "ping", "-C", "2", "--interval", "0");
    assertEquals(0, ping.status(), ping::toString);
    assertTrue(ping.out().get(2).contains("seq=2"), ping::toString);
    assertTrue(ping.out().get(3).startsWith("2 sent, 2 answered"), ping::toString);
    Client.End search = run(way, "search", "-C", "1");
    assertEquals(0, search.status(), search::toString);
    assertTrue(search.out().get(0).startsWith("gateway 1 at "), search::toString);
  }
}
