package dev.mqttsn.app.replay;

import dev.mqttsn.app.replay.Traffic.Way;
import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A capture, played through a fresh gateway core and compared with what the core says. */
public final class Replay {
  private static final int USUAL_GATEWAY_ID = 1;

  private final Story story;
  private final Stage stage;
  private final Comparison comparison;

  private Replay(Story story, Stage stage) {
    this.story = story;
    this.stage = stage;
    this.comparison = Comparison.of(story, stage.spoken());
  }

  /**
   * Plays it to the end.
   *
   * @param gateways the captured gateway's addresses
   */
  public static Replay of(List<PcapDatagram> datagrams, Set<Octets> gateways, ReplayConfig config) {
    List<Traffic> traffic = CaptureReader.read(datagrams, gateways, config.linkAt());
    Story story = Story.of(traffic, config.predefined());
    int gatewayId = config.gatewayId().orElseGet(() -> gatewayId(traffic));
    Stage stage = new Stage(story, traffic, config, gatewayId);
    stage.play();
    return new Replay(story, stage);
  }

  /** What the captured gateway calls itself. */
  private static int gatewayId(List<Traffic> traffic) {
    for (Traffic each : traffic) {
      if (each.way() != Way.TO_GATEWAY && each.message() instanceof Frame.Advertise advertise) {
        return advertise.gwId();
      }
      if (each.way() != Way.TO_GATEWAY && each.message() instanceof Frame.GwInfo info) {
        return info.gwId();
      }
    }
    return USUAL_GATEWAY_ID;
  }

  /** All that happened, in order. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Stage.Step step : stage.steps()) {
      line(step).ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<Line> line(Stage.Step step) {
    if (step instanceof Stage.Ready ready) {
      return Optional.of(ready.line());
    }
    if (step instanceof Stage.Played played) {
      return played(played.index());
    }
    return Optional.of(answer(((Stage.Answered) step).number()));
  }

  private Optional<Line> played(int index) {
    Traffic traffic = story.readings().get(index).traffic();
    Decoded message = traffic.message();
    return switch (traffic.way()) {
      case TO_GATEWAY ->
          Optional.of(new Line.FromNode(traffic.atMicros(), traffic.node(), message, false));
      case TO_NODE ->
          comparison.isMissing(index)
              ? Optional.of(new Line.Missing(traffic.atMicros(), traffic.node(), message))
              : Optional.empty();
      case TO_ALL, OLDER -> Optional.empty();
    };
  }

  private Line answer(int number) {
    Spoken spoken = stage.spoken().get(number);
    Line.Verdict verdict = comparison.verdict(number);
    Optional<Line.CapturedMessage> captured = Optional.empty();
    if (verdict == Line.Verdict.DIFFERENT) {
      Reading partner = comparison.partner(number);
      captured =
          Optional.of(new Line.CapturedMessage(partner.traffic().atMicros(), partner.frame()));
    }
    return new Line.ToNode(
        spoken.atMillis() * 1_000, spoken.node(), spoken.frame(), verdict, captured);
  }

  /** The numbers. */
  public Summary summary() {
    int played = 0;
    int older = 0;
    for (Reading reading : story.readings()) {
      played += reading.traffic().way() == Way.TO_GATEWAY ? 1 : 0;
      older += reading.traffic().way() == Way.OLDER ? 1 : 0;
    }
    return new Summary(
        played, older, comparison.counts(), stage.defects(), story.unknownPredefined());
  }
}
