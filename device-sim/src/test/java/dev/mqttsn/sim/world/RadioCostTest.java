package dev.mqttsn.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a delivered message costs on the air, and how long a sleeper listens, as a committed table.
 * With {@code -Dradio.cost.write=true} the table is written anew.
 */
class RadioCostTest {
  private static final Path TABLE = Path.of("..", "docs", "radio-cost.md");
  private static final int[] LOSSES = {0, 10, 20, 30, 40};
  private static final int[] WAKES = {15, 60, 300, 900};
  private static final int NODES = 5;
  private static final int MESSAGES_PER_HOUR = 20;
  private static final long DAY = 86_400_000;

  @Test
  void theTableIsAsCommitted() throws IOException {
    String table = table();
    if (Boolean.getBoolean("radio.cost.write")) {
      Files.writeString(TABLE, table);
    }
    assertEquals(Files.readString(TABLE), table, "write it anew with -Dradio.cost.write=true");
  }

  private static String table() {
    StringBuilder text = new StringBuilder(HEAD);
    for (int loss : LOSSES) {
      for (int wake : WAKES) {
        text.append(row(loss, wake));
      }
    }
    return text.toString();
  }

  private static String row(int loss, int wakeSeconds) {
    WorldReport report =
        new World(options(loss, wakeSeconds), nodes(wakeSeconds), Seams.NONE, null).run();
    assertEquals(List.of(), report.findings());
    Costs costs = report.costs();
    return String.format(
        Locale.ROOT,
        "| %d %% | %d s | %.1f | %.0f | %d | %d ms | %d ms |%n",
        loss,
        wakeSeconds,
        costs.framesPerMessage(),
        costs.octetsPerMessage(),
        costs.wakes(),
        costs.wakeMillis(50),
        costs.wakeMillis(99));
  }

  private static WorldOptions options(int loss, int wakeSeconds) {
    return new WorldOptions(
        1,
        NODES,
        NODES,
        wakeSeconds,
        0,
        new RadioOptions(loss, 0, 50, 50),
        255,
        3_000,
        1_000,
        new BrokerOptions(5, 1, true),
        true,
        10,
        MESSAGES_PER_HOUR,
        FaultOptions.NONE,
        DAY);
  }

  private static List<NodeProfile> nodes(int wakeSeconds) {
    List<NodeProfile> nodes = new ArrayList<>();
    for (int number = 1; number <= NODES; number++) {
      String id = "n" + number;
      nodes.add(
          new NodeProfile(
              number,
              id,
              false,
              false,
              60,
              0,
              3 * wakeSeconds,
              wakeSeconds * 1_000L,
              0,
              List.of(),
              Map.of(Topic.named("to/" + id + "/+"), Qos.AT_LEAST_ONCE),
              false,
              3_000));
    }
    return nodes;
  }

  private static final String HEAD =
      """
      # What a message to a sleeping node costs

      Made by `RadioCostTest`, which fails where the gateway has become dearer or cheaper: five sleepers
      for a simulated day, about 24 messages an hour for each at QoS 0 and 1, T_retry 3 s, 50 to
      100 ms a way. Frames and octets are all that the radio carries in both directions, the wakes without
      a message and all repetitions included, for each message that arrived. The wake time is
      from the node's PINGREQ to its PINGRESP.

      | loss | wakes every | frames | octets | wakes | wake p50 | wake p99 |
      |---|---|---|---|---|---|---|
      """;
}
