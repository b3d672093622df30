package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.gateway.Recording.BrokerMessage;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recording of a third-party client, played against the gateway. The recorded gateways are no
 * model: where they are wrong, this gateway does what {@code captures/README.md} says in brackets.
 */
class CaptureReplayTest {
  /** Recordings whose gateway repeats after 5 s, so that the clients' times fit. */
  private static final Set<String> FAST_RETRY = Set.of("riot-emcute-wildcard", "mr-py-sub-noack");

  /**
   * How many messages at the end cannot arrive: REGISTER is never answered; the PUBLISH before
   * never is; the client sleeps.
   */
  private static final Map<String, Integer> NOT_DELIVERED =
      Map.of("riot-emcute-wildcard", 1, "mr-py-sub-noack", 1, "paho-tester-main", 1);

  /** Wills that are due within the recording. */
  private static final Map<String, Message> WILLS =
      Map.of("cc-pub-will-lost", new Message("cap/cc/lost", 1, false, Octets.utf8("dead")));

  /** What the recorded gateway forwarded and should not have. */
  private static final Set<String> WRONGLY_FORWARDED =
      Set.of(
          "riot-emcute-will",
          "s622-will",
          "riot-asymcute-qos0-after-sub",
          "paho-sample-qos-1pub-extended");

  /**
   * Answers to what only the recorded gateway sent: a REGISTER that the recorder put in; the echo
   * of a message that is refused here, and of one that is recognised as a repetition here.
   */
  private static final Map<String, Integer> UNUSED_ANSWERS =
      Map.of(
          "s622-sleep-wake-register", 1,
          "riot-asymcute-qos0-after-sub", 1,
          "riot-asymcute-lossy", 1);

  /** Datagrams of the reserved type 03. */
  private static final Set<String> WITH_AUTH =
      Set.of("bisquitt-pub-auth", "bisquitt-pub-auth-ignored");

  /** The client leaves a message unanswered only because it came before the SUBACK there. */
  private static final Set<String> ANSWERS_ALL = Set.of("njh-sub-sleep-connect");

  @Test
  void noRecordingIsMissing() throws IOException {
    assertEquals(108, Recording.all().size());
  }

  @TestFactory
  Stream<DynamicTest> recording() throws IOException {
    return Recording.all().stream()
        .map(r -> DynamicTest.dynamicTest(r.name(), () -> assertAll(r.name(), () -> replay(r))));
  }

  private static void replay(Recording recording) {
    String name = recording.name();
    Replay replay =
        new Replay(recording, retryInterval(name), advertise(name), ANSWERS_ALL.contains(name));
    replay.run();
    checkPublications(recording, replay);
    for (String clientId : replay.clientIds()) {
      checkDeliveries(name, replay, clientId);
    }
    assertEquals(WITH_AUTH.contains(name) ? 1 : 0, replay.play().malformed(), "malformed");
    assertEquals(replay.malformed(), replay.play().malformed(), "malformed datagrams sent");
    assertEquals(UNUSED_ANSWERS.getOrDefault(name, 0), replay.unused(), "answers to nothing");
    checkBroadcasts(name, replay.play());
    assertEquals(0, replay.sessionsAtTheEnd(), "sessions that are never forgotten");
  }

  private static Duration retryInterval(String name) {
    boolean fast = name.endsWith("-lossy") || name.endsWith("-resume") || FAST_RETRY.contains(name);
    return Duration.ofSeconds(fast ? 5 : 10);
  }

  private static Duration advertise(String name) {
    return name.equals("cc-discover-advertise") ? Duration.ofSeconds(4) : Duration.ZERO;
  }

  /** The broker gets each message of the clients once, however often it was repeated. */
  private static void checkPublications(Recording recording, Replay replay) {
    String name = recording.name();
    List<Message> expected = new ArrayList<>(replay.publications());
    if (WILLS.containsKey(name)) {
      expected.add(WILLS.get(name));
    }
    assertEquals(expected, replay.broker().received(), "what the broker gets");
    Set<Message> recorded = new HashSet<>();
    if (!WRONGLY_FORWARDED.contains(name)) {
      for (BrokerMessage line : recording.received()) {
        recorded.add(new Message(line.topic(), line.qos(), false, line.payload()));
      }
    }
    Set<Message> got = new HashSet<>();
    replay.broker().received().forEach(message -> got.add(message.forwarded()));
    assertEquals(recorded, got, "what the recorded gateway forwarded");
  }

  private static void checkDeliveries(String name, Replay replay, String clientId) {
    List<Message> due = replay.due(clientId);
    List<Message> expected = due.subList(0, due.size() - NOT_DELIVERED.getOrDefault(name, 0));
    assertEquals(expected, replay.delivered(clientId), "what " + clientId + " gets");
    assertEquals(
        sorted(replay.answered(clientId)),
        sorted(replay.broker().acknowledged(clientId)),
        "what is acknowledged to the broker for " + clientId);
  }

  private static List<Message> sorted(List<Message> messages) {
    return messages.stream().sorted(Comparator.comparing(Message::toString)).toList();
  }

  /** ADVERTISE goes to all by the clock, GWINFO to all and to the asker. */
  private static void checkBroadcasts(String name, Play play) {
    long infos = play.broadcasts().stream().filter(b -> b.frame() instanceof Frame.GwInfo).count();
    boolean asked =
        name.startsWith("cc-discover")
            || name.startsWith("paho-tester")
            || name.startsWith("emqttsn");
    assertEquals(asked ? 1 : 0, infos, "GWINFO to all");
    long advertised =
        play.broadcasts().stream().filter(b -> b.frame().equals(new Frame.Advertise(7, 4))).count();
    assertEquals(name.equals("cc-discover-advertise") ? 3 : 0, advertised, "ADVERTISE");
    assertTrue(play.broadcasts().size() == infos + advertised, "nothing else to all");
  }
}
