package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mqttsn.wire.FrameType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every client state x every message against state-matrix.txt (fact sheet 2.0). */
final class StateMatrixTest {
  /** A request that comes sooner is taken for one that was doubled on its way. */
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private static final MatrixTable TABLE = MatrixTable.load();

  /** What the gateway takes for no message of the client, and so for no sign of its life. */
  private static final Set<String> NOT_OF_THE_CLIENT =
      Set.of(
          "SEARCHGW",
          "ADVERTISE",
          "GWINFO",
          "CONNECT ProtocolId=2",
          "CONNACK",
          "WILLTOPICREQ",
          "WILLMSGREQ",
          "SUBACK",
          "UNSUBACK",
          "WILLTOPICRESP",
          "WILLMSGRESP",
          "reserved types",
          "malformed");

  @Test
  void theTableHasEveryStateAndMessage() {
    assertEquals(
        List.of(
            "unknown",
            "connecting (topic)",
            "connecting (message)",
            "connecting (broker)",
            "active",
            "asleep",
            "awake",
            "disconnected",
            "lost"),
        TABLE.columns());
    assertEquals(MatrixRows.all().keySet(), TABLE.rows().keySet());
    Set<String> messages =
        TABLE.rows().keySet().stream()
            .map(row -> row.replaceFirst(" .*", ""))
            .collect(Collectors.toSet());
    for (FrameType type : FrameType.values()) {
      assertTrue(messages.contains(type.name()), type.name());
    }
  }

  @TestFactory
  Stream<DynamicContainer> everyCell() {
    return TABLE.rows().keySet().stream()
        .map(
            row ->
                dynamicContainer(row, IntStream.range(0, columns()).mapToObj(c -> cell(row, c))));
  }

  private static int columns() {
    return TABLE.columns().size();
  }

  private static DynamicTest cell(String row, int column) {
    String state = TABLE.columns().get(column);
    return dynamicTest(
        row + " while " + state,
        () -> {
          MatrixScene scene = scene(row, state);
          MatrixTable.Cell expected = TABLE.rows().get(row).get(column).from(scene.state());
          scene.play().advance(A_MOMENT);
          assertEquals(expected.toString(), react(scene, row).toString());
        });
  }

  private static MatrixScene scene(String row, String state) {
    return new MatrixScene(state, MatrixRows.all().get(row).opening());
  }

  private static MatrixTable.Cell react(MatrixScene scene, String row) {
    return scene.reaction(MatrixRows.all().get(row).messages().apply(scene));
  }

  /** Any message restarts the supervision: 90 s while active, 330 s of a sleep of 300 s. */
  @TestFactory
  Stream<DynamicTest> everyMessageIsASignOfLife() {
    return MatrixRows.all().keySet().stream()
        .filter(row -> !NOT_OF_THE_CLIENT.contains(row))
        .flatMap(row -> Stream.of(signOfLife(row, "active", 85), signOfLife(row, "asleep", 320)));
  }

  private static DynamicTest signOfLife(String row, String state, int seconds) {
    return dynamicTest(
        row + " while " + state,
        () -> {
          MatrixScene scene = scene(row, state);
          scene.play().advance(seconds);
          react(scene, row);
          scene.play().advance(10);
          assertTrue(!scene.state().equals("lost"), "the node was heard 10 s ago");
        });
  }
}
