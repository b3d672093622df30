package dev.mqttsn.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The whole system under faults keeps its promises, and repeats a run octet by octet. */
class WorldTest {
  private static final int SEEDS = 200;
  private static final int TRACED_SEEDS = 5;

  @Test
  void noSeedFindsAnything() {
    ListAppender<ILoggingEvent> defects = new ListAppender<>();
    defects.start();
    Logger bridge = (Logger) LoggerFactory.getLogger("dev.mqttsn.bridge");
    bridge.addAppender(defects);
    List<String> findings = new ArrayList<>();
    long messages = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      WorldReport report = new World(WorldOptions.draw(seed), Seams.NONE, null).run();
      int number = seed;
      report.findings().forEach(finding -> findings.add("seed " + number + ": " + finding));
      messages += report.costs().messages();
    }
    assertEquals(List.of(), findings, "repeat with ./mqttsn world --seed N --trace");
    assertTrue(messages > 50_000, messages + " messages delivered");
    bridge.detachAppender(defects);
    assertEquals(List.of(), defects.list.stream().map(ILoggingEvent::getMessage).toList());
  }

  @Test
  void aSeedGivesOneTrace() {
    for (int seed = 1; seed <= TRACED_SEEDS; seed++) {
      String first = trace(seed);
      assertEquals(first, trace(seed));
      assertTrue(first.lines().count() > 100);
      assertNotEquals(first, trace(seed + 1_000));
    }
  }

  private static String trace(long seed) {
    StringBuilder trace = new StringBuilder();
    new World(WorldOptions.draw(seed), Seams.NONE, line -> trace.append(line).append('\n')).run();
    return trace.toString();
  }
}
