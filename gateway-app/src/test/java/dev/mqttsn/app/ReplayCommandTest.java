package dev.mqttsn.app;

import static dev.mqttsn.app.Node.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mqttsn replay} prints, and its exit statuses. */
final class ReplayCommandTest {
  private static final int NODE = 40_000;
  private static final int OTHER = 40_001;

  @TempDir private Path directory;

  private ReplayRun replay(CaptureFile capture, String... options) throws IOException {
    return ReplayRun.of(capture.write(directory.resolve("a.pcap")), options);
  }

  private static CaptureFile connected() {
    return new CaptureFile().up(0, NODE, "04 04 01 003c" + hex("c1")).down(1, NODE, "05 00");
  }

  /** CONNECT, REGISTER, PUBLISH QoS 1, and back to the node what others publish. */
  private static CaptureFile exchange(String pubAckCode) {
    return connected()
        .up(10, NODE, "0a 0000 0001" + hex("up/a"))
        .down(11, NODE, "0b 0007 0001 00")
        .up(20, NODE, "0c 20 0007 0002" + hex("hello"))
        .down(25, NODE, "0d 0007 0002" + pubAckCode)
        .up(30, NODE, "12 20 0003" + hex("down/+"))
        .down(31, NODE, "13 20 0000 0003 00")
        .down(5_000, NODE, "0a 0008 0100" + hex("down/b"))
        .up(5_002, NODE, "0b 0008 0100 00")
        .down(5_003, NODE, "0c 20 0008 0101" + hex("on"))
        .up(5_005, NODE, "0d 0008 0101 00")
        .up(6_000, NODE, "18")
        .down(6_001, NODE, "18");
  }

  @Test
  void theWholeOutputOfASmallCapture() throws IOException {
    ReplayRun run = replay(exchange("03"));
    List<String> expected =
        """
        FILE from 2023-11-14T22:13:20Z
        gateway 192.0.2.1:1883 (it sends CONNACK)
               0.000 > 192.0.2.2:40000 CONNECT 'c1' clean keepAlive=60
               0.000 # client 'c1': new -> connecting (CONNECT)
               0.000 # client 'c1': connecting -> active (connected)
               0.000 < 192.0.2.2:40000 CONNACK returnCode=ACCEPTED
               0.010 > 192.0.2.2:40000 REGISTER id=0 msgId=1 'up/a'
               0.010 < 192.0.2.2:40000 REGACK topicId=25847 msgId=1 returnCode=ACCEPTED
               0.020 > 192.0.2.2:40000 PUBLISH qos=AT_LEAST_ONCE topic=NORMAL:7 msgId=2 octets=5
        !      0.020 < 192.0.2.2:40000 PUBACK topicId=25847 msgId=2 returnCode=ACCEPTED
               0.025   in the capture: PUBACK topicId=7 msgId=2 returnCode=NOT_SUPPORTED
               0.030 > 192.0.2.2:40000 SUBSCRIBE qos=AT_LEAST_ONCE msgId=3 'down/+'
               0.030 < 192.0.2.2:40000 SUBACK grantedQos=AT_LEAST_ONCE topicId=0 msgId=3 returnCode=ACCEPTED
               5.000 < 192.0.2.2:40000 REGISTER id=25848 msgId=1 'down/b'
               5.002 > 192.0.2.2:40000 REGACK topicId=8 msgId=256 returnCode=ACCEPTED
               5.002 < 192.0.2.2:40000 PUBLISH qos=AT_LEAST_ONCE topic=NORMAL:25848 msgId=2 octets=2
               5.005 > 192.0.2.2:40000 PUBACK topicId=8 msgId=257 returnCode=ACCEPTED
               6.000 > 192.0.2.2:40000 DISCONNECT
               6.000 # client 'c1': active -> disconnected (DISCONNECT)
               6.000 < 192.0.2.2:40000 DISCONNECT
        7 frames in; answers: 6 same, 1 different, 0 missing, 0 additional
        """
            .replace("FILE", directory.resolve("a.pcap").toString())
            .lines()
            .toList();
    assertEquals(String.join("\n", expected), String.join("\n", run.out()));
    assertEquals(List.of(), run.err());
    assertEquals(1, run.status());
  }

  @Test
  void quietShowsTheDifferencesAlone() throws IOException {
    ReplayRun run = replay(exchange("02"), "--quiet");
    assertEquals(1, run.status());
    assertEquals(3, run.out().size(), () -> String.join("\n", run.out()));
    run.assertDifferences(1, 0, 0);
  }

  @Test
  void nothingDiffersIsStatus0() throws IOException {
    ReplayRun run = replay(exchange("00"), "-q");
    run.assertNothingDiffers();
    assertEquals(
        List.of("7 frames in; answers: 7 same, 0 different, 0 missing, 0 additional"), run.out());
  }

  @Test
  void anAnswerThatTheCapturedGatewayDidNotGive() throws IOException {
    ReplayRun run =
        replay(
            connected()
                .up(10, NODE, "0a 0000 0001" + hex("up/a"))
                .up(20, NODE, "16")
                .down(21, NODE, "17"));
    run.assertDifferences(0, 0, 1);
    assertTrue(run.marked('+').get(0).contains("REGACK"));
  }

  @Test
  void anAnswerThatOnlyTheCapturedGatewayGave() throws IOException {
    ReplayRun run =
        replay(
            connected()
                .up(10, NODE, "16")
                .down(11, NODE, "17")
                .down(12, NODE, "17")
                .down(13, NODE, "1b 00"));
    run.assertDifferences(0, 2, 0);
  }

  @Test
  void aTopicIdThatWasGivenTwice() throws IOException {
    ReplayRun run =
        replay(
            connected()
                .up(10, NODE, "0a 0000 0001" + hex("up/a"))
                .down(11, NODE, "0b 0007 0001 00")
                .up(20, NODE, "0a 0000 0002" + hex("up/b"))
                .down(21, NODE, "0b 0007 0002 00"));
    run.assertDifferences(1, 0, 0);
  }

  @Test
  void aSubscriberThatGetsNothingOfWhatANodePublishes() throws IOException {
    CaptureFile capture =
        connected()
            .up(10, NODE, "12 20 0003" + hex("t/a"))
            .down(11, NODE, "13 20 0005 0003 00")
            .up(20, OTHER, "04 04 01 003c" + hex("c2"))
            .down(21, OTHER, "05 00")
            .up(30, OTHER, "0a 0000 0001" + hex("t/a"))
            .down(31, OTHER, "0b 0005 0001 00")
            .up(40, OTHER, "0c 20 0005 0002" + hex("lost"))
            .down(41, OTHER, "0d 0005 0002 00")
            .up(9_000, OTHER, "16")
            .down(9_001, OTHER, "17");
    ReplayRun run = replay(capture);
    run.assertDifferences(0, 0, 1);
    assertTrue(run.marked('+').get(0).contains("192.0.2.2:40000 PUBLISH qos=AT_LEAST_ONCE"));
    assertTrue(run.marked('~').get(0).contains("> 192.0.2.2:40000 PUBACK"), "made up");
  }

  @Test
  void aPingRespBeforeTheMessagesOfASleeper() throws IOException {
    CaptureFile begin =
        connected()
            .up(10, NODE, "12 00 0003" + hex("t/a"))
            .down(11, NODE, "13 00 0005 0003 00")
            .up(20, NODE, "18 003c")
            .down(21, NODE, "18")
            .up(30_000, NODE, "16" + hex("c1"));
    begin.down(30_001, NODE, "17").down(30_002, NODE, "0c 00 0005 0000" + hex("late"));
    ReplayRun run = replay(begin);
    assertEquals(1, run.status(), () -> String.join("\n", run.out()));
  }

  @Test
  void repetitionsAreNoDifference() throws IOException {
    CaptureFile capture =
        connected()
            .up(10, NODE, "12 20 0003" + hex("t/a"))
            .up(3_000, NODE, "12 a0 0003" + hex("t/a"))
            .down(3_100, NODE, "13 20 0005 0003 00")
            .down(4_000, NODE, "0c 20 0005 0009" + hex("x"))
            .down(7_000, NODE, "0c a0 0005 0009" + hex("x"))
            .down(10_000, NODE, "0c a0 0005 0009" + hex("x"))
            .up(29_000, NODE, "0d 0005 0009 00")
            .down(29_001, NODE, "0c 20 0005 000a" + hex("y"))
            .up(29_010, NODE, "0d 0005 000a 00");
    replay(capture).assertNothingDiffers();
  }

  @Test
  void aSessionFromBeforeTheCaptureIsLeftOut() throws IOException {
    CaptureFile capture =
        new CaptureFile()
            .up(0, NODE, "0c 20 0007 0002" + hex("old"))
            .down(5, NODE, "0d 0007 0002 00")
            .up(10, OTHER, "16")
            .down(11, OTHER, "18")
            .up(20, NODE, "04 04 01 003c" + hex("c1"))
            .down(21, NODE, "05 00");
    ReplayRun run = replay(capture);
    run.assertNothingDiffers();
    assertEquals(
        "2 frames in; answers: 2 same, 0 different, 0 missing, 0 additional;"
            + " 2 frames of sessions older than the capture skipped",
        run.summary());
  }

  @Test
  void fragmentsAndTruncatedPacketsAreCounted() throws IOException {
    CaptureFile capture = connected();
    byte[] packet = new byte[28];
    packet[0] = 0x45;
    packet[9] = 17;
    packet[25] = 9;
    byte[] fragment = packet.clone();
    fragment[6] = 0x20;
    ReplayRun run = replay(capture.raw(50, packet).raw(51, fragment));
    run.assertNothingDiffers();
    assertTrue(run.summary().endsWith("; 1 fragments skipped, 1 truncated packets skipped"));
  }

  @Test
  void aPredefinedIdThatNobodyToldIsNamed() throws IOException {
    CaptureFile capture = connected().up(10, NODE, "0c 21 0009 0002" + hex("x"));
    capture.down(11, NODE, "0d 0009 0002 00");
    ReplayRun run = replay(capture);
    run.assertDifferences(1, 0, 0);
    assertTrue(run.out().contains("predefined topic id 9 is not known here: --predefined 9=TOPIC"));
    replay(capture, "--predefined", "9=t/a").assertNothingDiffers();
    Path config = Files.writeString(directory.resolve("g.yaml"), "predefined: {all: {9: t/a}}\n");
    replay(capture, "--config", config.toString()).assertNothingDiffers();
  }

  @Test
  void theConfigurationsLimitsHold() throws IOException {
    CaptureFile capture =
        connected()
            .up(10, NODE, "0a 0000 0001" + hex("up/a"))
            .down(11, NODE, "0b 0007 0001 00")
            .up(20, NODE, "0a 0000 0002" + hex("up/b"))
            .down(21, NODE, "0b 0000 0002 01");
    replay(capture).assertDifferences(1, 0, 0);
    Path config =
        Files.writeString(directory.resolve("g.yaml"), "limits: {topics-per-client: 1}\n");
    replay(capture, "--config", config.toString()).assertNothingDiffers();
  }

  @Test
  void theGatewaysIdIsTheCapturesUnlessTheFileSaysAnother() throws IOException {
    CaptureFile capture = new CaptureFile().up(0, NODE, "01 00").down(1, NODE, "02 2a");
    replay(capture).assertNothingDiffers();
    Path config = Files.writeString(directory.resolve("g.yaml"), "gateway: {id: 3}\n");
    replay(capture, "--config", config.toString()).assertDifferences(1, 0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1:1883, gateway 192.0.2.1:1883 (it sends CONNACK)",
    "1883,           gateway 192.0.2.1:1883 (it sends CONNACK)",
    "192.0.2.3:9,    gateway 192.0.2.3:9 (by its port)"
  })
  void theGatewayCanBeNamed(String option, String expected) throws IOException {
    CaptureFile capture = connected().packet(9, 2, 77, 3, 9, new byte[] {1, 2, 3});
    assertEquals(expected, replay(capture, "--gateway", option).out().get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gateway 5:x:y",
        "--gateway 70000",
        "--gateway 192.0.2.1:1884",
        "--gateway no.such.host.invalid:1883",
        "--config /no/such.yaml",
        "--predefined 1",
        "--surplus"
      })
  void aWrongOptionIsOneLineAndStatus2(String options) throws IOException {
    replay(connected(), options.split(" ")).assertRefused();
  }

  @ParameterizedTest
  @CsvSource({
    "'\n\r\r\n....', editcap -F pcap in out",
    "'',             no pcap file",
    "'# a text',     no pcap file"
  })
  void aFileThatIsNoPcapIsOneLineAndStatus2(String content, String expected) throws IOException {
    Path file = directory.resolve("a.pcap");
    Files.write(file, content.getBytes(StandardCharsets.ISO_8859_1));
    String line = ReplayRun.of(file).assertRefused();
    assertTrue(line.startsWith("mqttsn replay: " + file), line);
    assertTrue(line.contains(expected), line);
  }

  @Test
  void aFileThatIsTooLargeIsOneLineAndStatus2() throws IOException {
    CaptureFile capture = connected();
    byte[] payload = new byte[60_000];
    for (int i = 0; i < 420; i++) {
      capture.packet(10 + i, 2, NODE, 1, CaptureFile.GATEWAY, payload);
    }
    String line = replay(capture).assertRefused();
    assertTrue(line.contains("editcap -A START -B END in out"), line);
  }

  @Test
  void aFileThatIsNotThereOrHoldsNoGateway() throws IOException {
    ReplayRun.of(directory.resolve("none.pcap")).assertRefused();
    ReplayRun.of(directory).assertRefused();
    String line = replay(new CaptureFile()).assertRefused();
    assertTrue(line.contains("--gateway HOST:PORT"), line);
  }
}
