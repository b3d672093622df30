package dev.mqttsn.app;

import dev.mqttsn.app.replay.GatewayAddresses;
import dev.mqttsn.app.replay.Line;
import dev.mqttsn.app.replay.Summary;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.udp.PcapCounts;
import dev.mqttsn.udp.PcapDatagram;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A replay as text, a line for each thing that happens. */
final class ReplayText {
  private final PrintWriter out;
  private final boolean quiet;

  /**
   * @param quiet whether only differences are shown
   */
  ReplayText(PrintWriter out, boolean quiet) {
    // the command line's own writer flushes after each line
    this.out = new PrintWriter(out, false);
    this.quiet = quiet;
  }

  void begin(Path file, PcapDatagram first, GatewayAddresses gateway) {
    if (quiet) {
      return;
    }
    String addresses =
        gateway.addresses().stream().map(Addresses::address).collect(Collectors.joining(", "));
    Instant begin = Instant.EPOCH.plus(first.timeMicros(), ChronoUnit.MICROS);
    out.println(file + " from " + begin);
    out.println("gateway " + addresses + " (" + gateway.evidence() + ")");
  }

  void line(Line line) {
    if (line instanceof Line.FromNode message) {
      String mark = message.madeUp() ? "~" : " ";
      print(quiet, mark, message.atMicros(), ">", message.node(), FrameText.of(message.message()));
    } else if (line instanceof Line.ToNode message) {
      answer(message);
    } else if (line instanceof Line.Missing missing) {
      String text = FrameText.of(missing.message());
      print(false, "-", missing.atMicros(), "<", missing.node(), text);
    } else if (line instanceof Line.ToAll message) {
      plain(quiet, "~", message.atMicros(), "< to all: " + FrameText.of(message.message()));
    } else if (line instanceof Line.Note note) {
      String mark = note.defect() ? "!" : " ";
      plain(quiet && !note.defect(), mark, note.atMicros(), "# " + note.text());
    }
  }

  private void answer(Line.ToNode message) {
    boolean hidden =
        switch (message.verdict()) {
          case SAME, NOT_COMPARED -> quiet;
          case DIFFERENT, ADDITIONAL -> false;
        };
    String mark =
        switch (message.verdict()) {
          case SAME -> " ";
          case NOT_COMPARED -> "~";
          case DIFFERENT -> "!";
          case ADDITIONAL -> "+";
        };
    String text = FrameText.of(message.message());
    print(hidden, mark, message.atMicros(), "<", message.node(), text);
    message
        .captured()
        .ifPresent(
            captured ->
                plain(
                    false,
                    " ",
                    captured.atMicros(),
                    "  in the capture: " + FrameText.of(captured.message())));
  }

  private void print(
      boolean hidden, String mark, long atMicros, String way, NodeAddress node, String text) {
    plain(hidden, mark, atMicros, way + " " + Addresses.text(node) + " " + text);
  }

  private void plain(boolean hidden, String mark, long atMicros, String text) {
    if (!hidden) {
      long millis = atMicros / 1_000;
      out.println(String.format("%s %6d.%03d %s", mark, millis / 1_000, millis % 1_000, text));
    }
  }

  void end(Summary summary, PcapCounts counts) {
    for (int id : summary.unknownPredefined()) {
      out.println(
          "predefined topic id " + id + " is not known here: --predefined " + id + "=TOPIC");
    }
    Summary.Answers answers = summary.answers();
    out.println(
        summary.framesIn()
            + " frames in; answers: "
            + answers.same()
            + " same, "
            + answers.different()
            + " different, "
            + answers.missing()
            + " missing, "
            + answers.additional()
            + " additional"
            + leftOut(summary, counts));
    out.flush();
  }

  /** What of the file was not played; nothing where that is nothing. */
  private static String leftOut(Summary summary, PcapCounts counts) {
    List<String> parts = new ArrayList<>();
    if (summary.defects() > 0) {
      parts.add(summary.defects() + " defects of the gateway");
    }
    if (counts.fragments() > 0) {
      parts.add(counts.fragments() + " fragments skipped");
    }
    if (counts.truncated() > 0) {
      parts.add(counts.truncated() + " truncated packets skipped");
    }
    if (summary.older() > 0) {
      parts.add(summary.older() + " frames of sessions older than the capture skipped");
    }
    return parts.isEmpty() ? "" : "; " + String.join(", ", parts);
  }
}
