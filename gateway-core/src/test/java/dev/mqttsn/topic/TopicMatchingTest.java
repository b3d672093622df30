package dev.mqttsn.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicMatchingTest {
  /** The examples of MQTT 3.1.1 4.7, and what lies beside them. */
  @ParameterizedTest
  @CsvSource({
    "sport/tennis/player1/#, sport/tennis/player1, true",
    "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
    "sport/tennis/player1/#, sport/tennis/player10, false",
    "sport/#, sport, true",
    "#, a/b, true",
    "#, $SYS/x, false",
    "+/x, $SYS/x, false",
    "$SYS/#, $SYS/x, true",
    "sport/tennis/+, sport/tennis/player1, true",
    "sport/tennis/+, sport/tennis/player1/ranking, false",
    "sport/+, sport, false",
    "sport/+, sport/, true",
    "+/+, /finance, true",
    "/+, /finance, true",
    "+, /finance, false",
    "a/+/c, a//c, true",
    "a/b, a/B, false",
    "a, a/b, false"
  })
  void matches(String filter, String topic, boolean expected) {
    assertEquals(expected, TopicNames.matches(filter, topic));
  }

  @Test
  void aSharedOneIsTold() {
    assertTrue(TopicNames.isShared("$share/g/a"));
  }
}
