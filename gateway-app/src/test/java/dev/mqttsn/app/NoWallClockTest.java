package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A step of the time of day, by a year or back, cannot matter where nobody asks what time of day it
 * is: not in the core (which its own PurityTest proves), not in the store or its SQL, not in the
 * broker links. A log and a capture may, since they say when something was.
 */
final class NoWallClockTest {
  private static final Pattern WALL_CLOCK =
      Pattern.compile(
          "\\bcurrentTimeMillis\\b|\\b(Instant|LocalDateTime|ZonedDateTime|LocalDate|LocalTime|OffsetDateTime)\\.now\\(|\\bClock\\b|\\bnew Date\\(|\\bCalendar\\b"
              + "|\\bFileTime\\b|getLastModifiedTime|lastModified"
              + "|(?i:CURRENT_TIME|CURRENT_DATE|strftime|julianday|unixepoch|\\bdatetime\\()");

  /** They write times of day into a log or a capture, and nothing reads them back. */
  private static final List<String> TELLERS = List.of("LogFormat.java");

  private static List<String> findings(Path sources) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(sources)) {
      List<Path> files = tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      assertTrue(files.size() > 5, () -> "sources in " + sources + ": " + files.size());
      for (Path file : files) {
        if (!TELLERS.contains(file.getFileName().toString())) {
          scan(file, found);
        }
      }
    }
    return found;
  }

  private static void scan(Path file, List<String> found) throws IOException {
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (WALL_CLOCK.matcher(line).find()) {
        found.add(file + ":" + number + ": " + line.strip());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/dev/mqttsn/app",
        "../broker-bridge/src/main/java",
        "../gateway-core/src/main/java"
      })
  void nobodyAsks(String sources) throws IOException {
    assertEquals(List.of(), findings(Path.of(sources)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "long now = System.currentTimeMillis();",
        "Instant t = Instant.now();",
        "Clock clock;",
        "new Date().getTime()",
        "Files.getLastModifiedTime(file)",
        "\"INSERT INTO t VALUES (CURRENT_TIMESTAMP)\"",
        "\"SELECT strftime('%s')\"",
        "\"SELECT datetime('now')\""
      })
  void theScannerFinds(String line) {
    assertTrue(WALL_CLOCK.matcher(line).find());
  }

  @Test
  void durationsAreMeasuredByAClockThatIsNotSet() throws IOException {
    String source = Files.readString(Path.of("src/main/java/dev/mqttsn/app/MonotonicClock.java"));
    assertTrue(source.contains("System.nanoTime()"));
  }
}
