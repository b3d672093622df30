package dev.mqttsn.sim.world;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mqttsn world}: the whole system on a virtual clock, with faults, repeatable by seed. */
@Command(
    name = "world",
    version = "mqttsn 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs the gateway's real rules, broker links and recovery with simulated nodes, radio,"
          + " broker, disk and crashes on a virtual clock, and checks that nothing is lost,"
          + " doubled or out of order, that every frame is legal, that every limit holds and that"
          + " all arrives once the faults are over.",
      "A seed decides everything, so that a run can be repeated octet by octet."
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn world --seed 7             one run of 20 to 60 simulated minutes",
      "  mqttsn world --seed 7 --trace     with every frame and packet",
      "  mqttsn world --seed 7 --days 10   ten simulated days of it",
      "  mqttsn world --seeds 1..200       many runs; the seeds that fail are named",
      "",
      "Exit status: 0 when all was as promised, 1 when something was not, 2 when an option is",
      "wrong."
    })
public final class WorldCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final long MILLIS_PER_DAY = 86_400_000;
  private static final int MAX_DAYS = 10_000;
  private static final long MAX_SEEDS = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(names = "--seed", paramLabel = "N", description = "The run, a whole number.")
  private String seed;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      description = "All runs from A to B, a line for each that fails.")
  private String seeds;

  @Option(
      names = "--days",
      paramLabel = "D",
      description = "How many simulated days the faults last. Default: by the seed, under an hour.")
  private String days;

  @Option(names = "--trace", description = "Prints every frame, packet and event of the run.")
  private boolean trace;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if ((seed == null) == (seeds == null)) {
      throw mistake("give either --seed N or --seeds A..B");
    }
    boolean clean = seeds == null ? runOne(out) : runMany(out);
    out.flush();
    return clean ? 0 : FAILED;
  }

  private boolean runOne(PrintWriter out) {
    WorldOptions options = options(whole("--seed", seed));
    out.println("seed " + options.seed() + ": " + options);
    Consumer<String> sink = trace ? out::println : null;
    WorldReport report = new World(options, Seams.NONE, sink).run();
    print(out, report);
    return report.isClean();
  }

  private boolean runMany(PrintWriter out) {
    if (trace) {
      throw mistake("--trace goes with --seed, not with --seeds");
    }
    int dots = seeds.indexOf("..");
    if (dots < 0) {
      throw mistake("--seeds is A..B, two whole numbers, not '" + seeds + "'");
    }
    long first = whole("--seeds", seeds.substring(0, dots));
    long last = whole("--seeds", seeds.substring(dots + 2));
    if (last < first || last - first >= MAX_SEEDS) {
      throw mistake("--seeds is A..B with A up to B and at most " + MAX_SEEDS + " runs");
    }
    return runAll(out, first, last);
  }

  private boolean runAll(PrintWriter out, long first, long last) {
    WorldTotals totals = new WorldTotals();
    for (long next = first; next <= last; next++) {
      WorldReport report = new World(options(next), Seams.NONE, null).run();
      totals.add(report);
      if (!report.isClean()) {
        print(out, report);
        out.flush();
      }
    }
    out.println(totals);
    return totals.failed() == 0;
  }

  private void print(PrintWriter out, WorldReport report) {
    report.findings().forEach(out::println);
    if (report.isClean()) {
      out.println("clean: " + report.summary());
    } else {
      out.println("repeat with: ./mqttsn world --seed " + report.options().seed() + daysOption());
    }
  }

  private String daysOption() {
    return days == null ? "" : " --days " + days;
  }

  private WorldOptions options(long number) {
    WorldOptions drawn = WorldOptions.draw(number);
    if (days == null) {
      return drawn;
    }
    long count = whole("--days", days);
    if (count < 1 || count > MAX_DAYS) {
      throw mistake("--days is a whole number from 1 to " + MAX_DAYS + ", not '" + days + "'");
    }
    return drawn.withFaultyMillis(count * MILLIS_PER_DAY);
  }

  private long whole(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw mistake(option + " takes whole numbers, not '" + text + "'");
    }
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
