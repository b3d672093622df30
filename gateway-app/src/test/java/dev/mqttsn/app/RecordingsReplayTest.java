package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recordings of third-party clients as captures. Most of the recorded gateways did what ours
 * does; what the others did otherwise is reported, and nothing else.
 */
final class RecordingsReplayTest {
  private static final Pattern DATAGRAM =
      Pattern.compile("(# lost )?T\\+(\\d+)\\.(\\d{3}) (?:(C2?)>G|G>(C2?)) ([0-9a-f ]+)");
  private static final Pattern PREDEFINED = Pattern.compile("id (\\d+) = ([^,]+)");

  /** Answers different, missing and additional; captures/README.md says which and why. */
  private static final Map<String, List<Integer>> DIFFERENCES =
      Map.ofEntries(
          Map.entry("bisquitt-pub-auth", List.of(0, 1, 0)),
          Map.entry("bisquitt-sleep-bisgw", List.of(1, 0, 0)),
          Map.entry("bisquitt-sub-lossy-bisgw", List.of(1, 1, 1)),
          Map.entry("bisquitt-sub-will-qos2", List.of(1, 0, 0)),
          Map.entry("cc-pub-will-lost", List.of(0, 1, 0)),
          Map.entry("cc-sub-notclean-resume", List.of(0, 1, 2)),
          Map.entry("cc-sub-short", List.of(1, 0, 0)),
          Map.entry("mr-java-sub-will", List.of(1, 0, 0)),
          Map.entry("mr-py-sub-noack", List.of(0, 1, 0)),
          Map.entry("njh-sub-short-wildcard", List.of(1, 0, 0)),
          Map.entry("njh-sub-short", List.of(1, 0, 0)),
          Map.entry("njh-sub-sleep-connect", List.of(0, 0, 1)),
          Map.entry("njh-takeover", List.of(0, 1, 0)),
          Map.entry("paho-tester-main", List.of(0, 1, 0)),
          Map.entry("riot-asymcute-qos0-after-sub", List.of(1, 0, 0)),
          Map.entry("riot-asymcute-short", List.of(1, 0, 0)),
          Map.entry("riot-emcute-pubsub", List.of(1, 0, 0)),
          Map.entry("riot-emcute-will-rsmb", List.of(0, 2, 2)),
          Map.entry("riot-emcute-will", List.of(2, 1, 0)),
          Map.entry("s622-sleep-wake-register", List.of(0, 1, 0)),
          Map.entry("s622-sleep-wake", List.of(0, 0, 2)),
          Map.entry("s622-will", List.of(1, 1, 0)));

  @TempDir private Path directory;

  private static List<Path> recordings() throws IOException {
    Path folder = Repository.root().resolve("gateway-core/src/test/resources/captures");
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  private static String name(Path recording) {
    return recording.getFileName().toString().replace(".txt", "");
  }

  @Test
  void noRecordingIsMissing() throws IOException {
    assertEquals(108, recordings().size());
    List<String> names = recordings().stream().map(RecordingsReplayTest::name).toList();
    assertEquals(
        List.of(), DIFFERENCES.keySet().stream().filter(name -> !names.contains(name)).toList());
  }

  @TestFactory
  Stream<DynamicTest> recording() throws IOException {
    return recordings().stream()
        .map(each -> DynamicTest.dynamicTest(name(each), () -> replay(each)));
  }

  private void replay(Path recording) throws IOException {
    List<String> lines = Files.readAllLines(recording, StandardCharsets.UTF_8);
    CaptureFile capture = new CaptureFile();
    lines.forEach(line -> add(capture, line));
    Path file = capture.write(directory.resolve(name(recording) + ".pcap"));
    ReplayRun run = ReplayRun.of(file, predefined(lines.get(1)));
    List<Integer> differences = DIFFERENCES.get(name(recording));
    if (differences == null) {
      run.assertNothingDiffers();
    } else {
      run.assertDifferences(differences.get(0), differences.get(1), differences.get(2));
    }
  }

  private static String[] predefined(String header) {
    List<String> options = new ArrayList<>();
    Matcher matcher = PREDEFINED.matcher(header);
    while (matcher.find()) {
      options.add("--predefined");
      options.add(matcher.group(1) + "=" + matcher.group(2));
    }
    return options.toArray(new String[0]);
  }

  /** As the gateway's own capture would have it: what was lost on its way to it is not there. */
  private static void add(CaptureFile capture, String line) {
    Matcher matcher = DATAGRAM.matcher(line);
    boolean fromClient = matcher.matches() && matcher.group(4) != null;
    if (!matcher.matches() || (fromClient && matcher.group(1) != null)) {
      return;
    }
    long millis = Long.parseLong(matcher.group(2)) * 1_000 + Long.parseLong(matcher.group(3));
    byte[] octets = HexFormat.ofDelimiter(" ").parseHex(matcher.group(6).strip());
    String party = fromClient ? matcher.group(4) : matcher.group(5);
    boolean forwarded = octets[1] == (byte) 0xFE && octets[0] != 1;
    int node = party.equals("C") || forwarded ? 40_000 : 40_001;
    if (fromClient) {
      capture.packet(millis, 2, node, 1, CaptureFile.GATEWAY, octets);
    } else {
      capture.packet(millis, 1, CaptureFile.GATEWAY, 2, node, octets);
    }
  }
}
