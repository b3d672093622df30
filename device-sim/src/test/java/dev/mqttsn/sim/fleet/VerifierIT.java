package dev.mqttsn.sim.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.EmbeddedBroker;
import dev.mqttsn.sim.fleet.FaultyGateway.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The verifier against gateways that break their promises. */
class VerifierIT {
  private static final String SCENARIO =
      """
      ramp-up: 100ms
      session: {clean: no, retry-interval: 300ms}
      groups:
        g: {kind: sensor, share: 1, qos: %d, every: 50ms}
      """;

  @TempDir private Path directory;

  private static EmbeddedBroker broker;

  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void startBroker() throws IOException {
    broker = EmbeddedBroker.start((client, topic, payload) -> {});
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void anHonestGatewayPasses() throws Exception {
    assertEquals(0, run(Fault.NONE, 2), out::toString);
    assertTrue(out.toString().contains("VERIFIED: every acknowledged message"), out::toString);
  }

  @Test
  void aLostMessageIsNamed() throws Exception {
    assertEquals(1, run(Fault.LOSES_WHAT_IT_ACKNOWLEDGED, 1), out::toString);
    assertFinding(
        "QoS 1 message \\d+ of g-000\\d to t/g-000\\d/temperature was acknowledged and never"
            + " reached the broker");
  }

  @Test
  void aDoubledMessageOfQos2IsNamed() throws Exception {
    assertEquals(1, run(Fault.PUBLISHES_TWICE, 2), out::toString);
    assertFinding("QoS 2 message \\d+ of g-000\\d to t/g-000\\d/temperature arrived twice");
  }

  @Test
  void aDoubledMessageOfQos1IsOnlyCounted() throws Exception {
    assertEquals(0, run(Fault.PUBLISHES_TWICE, 1), out::toString);
    assertTrue(out.toString().contains("VERIFIED: every"), out::toString);
    String row = out.toString().lines().filter(l -> l.startsWith("  g ")).findFirst().orElse("");
    assertTrue(row.matches(".* [1-9]\\d* +0"), row);
  }

  @Test
  void anInventedMessageIsNamed() throws Exception {
    assertEquals(1, run(Fault.INVENTS, 1), out::toString);
    assertFinding(
        "QoS 1 message 987654 of g-000\\d to t/g-000\\d/temperature arrived and was never sent");
  }

  @Test
  void nobodyThereIsAFailure() {
    assertEquals(1, execute(List.of("-p", "9", "-n", "2", "--seconds", "1", "--ramp-up", "0")));
    assertTrue(
        out.toString().contains("no node had anything acknowledged by udp 127.0.0.1:9"),
        out::toString);
  }

  private int run(Fault fault, int qos) throws Exception {
    Path scenario = directory.resolve("scenario.yaml");
    Files.writeString(scenario, SCENARIO.formatted(qos));
    try (FaultyGateway gateway = new FaultyGateway(broker, fault)) {
      List<String> options = new ArrayList<>();
      options.addAll(List.of("-p", "" + gateway.port(), "--broker", broker.uri()));
      options.addAll(List.of("--scenario", scenario.toString(), "--nodes", "4"));
      options.addAll(List.of("--seconds", "1", "--patience", "1", "--prefix", "t", "--verify"));
      return execute(options);
    }
  }

  private int execute(List<String> options) {
    CommandLine line = new CommandLine(new SimCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(options.toArray(String[]::new));
  }

  private void assertFinding(String pattern) {
    assertTrue(out.toString().lines().anyMatch(line -> line.matches(pattern)), out::toString);
  }
}
