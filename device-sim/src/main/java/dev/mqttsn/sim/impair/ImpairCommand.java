package dev.mqttsn.sim.impair;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mqttsn impair}: a bad network between nodes and a gateway, repeatable by seed. */
@Command(
    name = "impair",
    version = "mqttsn 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Passes UDP datagrams between nodes and a gateway as a bad network would: in each direction"
          + " it loses, doubles, reorders and delays them. Nodes speak to --listen; the gateway"
          + " sees one address for each node.",
      "Prints what it did when it is ended, with Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn impair --listen 127.0.0.1:1884 --to 127.0.0.1:1883 --loss 20%%",
      "  mqttsn impair --listen [::]:1884 --to 10.0.0.5:1883 --delay 10ms..80ms --seed 7",
      "",
      "Exit status: 0 when Ctrl-C or SIGTERM ended it, 1 when its sockets failed, 2 when an option",
      "is wrong."
    })
public final class ImpairCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where nodes reach the proxy; port 0 takes a free one.")
  private String listen;

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where the gateway is.")
  private String gateway;

  @Option(names = "--loss", paramLabel = "N%", description = "How many are lost. Default: 0%%.")
  private String loss = "0%";

  @Option(
      names = "--duplicate",
      paramLabel = "N%",
      description = "How many of the others arrive twice, at most 20 ms apart. Default: 0%%.")
  private String duplicate = "0%";

  @Option(
      names = "--reorder",
      paramLabel = "N%",
      description =
          "How many are held back, 20 ms longer than the longest delay, so that later ones overtake"
              + " them. Default: 0%%.")
  private String reorder = "0%";

  @Option(
      names = "--delay",
      paramLabel = "A..B",
      description = "How long all take, as 10ms..80ms or 50ms. Default: 0ms.")
  private String delay = "0ms";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "A whole number that decides which ones. Default: one that is printed.")
  private String seed;

  @Override
  public Integer call() throws InterruptedException {
    ImpairmentOptions options = options();
    InetSocketAddress from = parse("--listen", listen, ImpairText::address);
    InetSocketAddress to = parse("--to", gateway, ImpairText::address);
    if (to.getPort() == 0) {
      throw mistake("--to needs the gateway's port, 1 to 65535, not '" + gateway + "'");
    }
    long chosen =
        seed == null
            ? Math.floorMod(System.nanoTime(), 1_000_000L)
            : parse("--seed", seed, ImpairText::whole);
    return run(from, to, options, chosen);
  }

  private ImpairmentOptions options() {
    ImpairText.Delay range = parse("--delay", delay, ImpairText::delay);
    return new ImpairmentOptions(
        parse("--loss", loss, ImpairText::percent),
        parse("--duplicate", duplicate, ImpairText::percent),
        parse("--reorder", reorder, ImpairText::percent),
        range.minMillis(),
        range.maxMillis());
  }

  private interface Parser<T> {
    T parse(String text);
  }

  private <T> T parse(String option, String text, Parser<T> parser) {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      throw mistake(option + " " + e.getMessage());
    }
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  private int run(
      InetSocketAddress from, InetSocketAddress to, ImpairmentOptions options, long chosenSeed)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (ImpairProxy proxy = start(from, to, options, chosenSeed)) {
      out.println(
          "impair: "
              + text(proxy.address())
              + " -> "
              + text(to)
              + "; "
              + options
              + "; seed "
              + chosenSeed);
      out.flush();
      Thread ending = new Thread(() -> end(proxy, out), "ending");
      Runtime.getRuntime().addShutdownHook(ending);
      proxy.join();
      ending.join();
    } catch (IOException e) {
      spec.commandLine().getErr().println("mqttsn impair: " + e.getMessage());
      spec.commandLine().getErr().flush();
    }
    return FAILED;
  }

  private ImpairProxy start(
      InetSocketAddress from, InetSocketAddress to, ImpairmentOptions options, long chosenSeed) {
    try {
      return ImpairProxy.start(from, to, options, chosenSeed);
    } catch (IOException e) {
      throw mistake("--listen " + listen + ": " + e.getMessage());
    }
  }

  /** On a signal: the virtual machine ends once this has returned. */
  private static void end(ImpairProxy proxy, PrintWriter out) {
    proxy.close();
    out.println(proxy.summary());
    out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
