package dev.mqttsn.app;

import dev.mqttsn.app.replay.GatewayAddresses;
import dev.mqttsn.app.replay.Replay;
import dev.mqttsn.app.replay.ReplayConfig;
import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.udp.PcapCounts;
import dev.mqttsn.udp.PcapDatagram;
import dev.mqttsn.udp.PcapException;
import dev.mqttsn.udp.PcapReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mqttsn replay}: a capture again, through the gateway's rules alone. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Plays what the nodes of a capture sent through a fresh gateway, on the capture's own clock and"
          + " with a simulated broker, and shows where its answers differ from those in the capture.",
      "Nothing is sent anywhere. The file is one of 'mqttsn gateway --capture', tcpdump or"
          + " Wireshark, as pcap."
    },
    footer = {
      "",
      "Each line has a time in seconds, > for a node's message and < for the gateway's.",
      "What stands before it:",
      "  !  the answer differs; the line below shows the capture's",
      "  -  the capture has this answer, the fresh gateway does not give it",
      "  +  the fresh gateway gives this answer, the capture does not have it",
      "  ~  not compared: a repetition, or a node's answer that the capture",
      "     cannot have",
      "",
      "Topic ids, MsgIds and repetitions by T_retry need not agree. A session that",
      "began before the capture is left out. The simulated broker is always there",
      "and accepts everything; it takes the times from the capture. Messages of the",
      "same topic and content within seconds may be taken for each other.",
      "",
      "Examples:",
      "  mqttsn replay bug.pcap --quiet",
      "  mqttsn replay bug.pcap --gateway 192.168.1.5:1883 --config gateway.yaml",
      "",
      "Exit status: 0 when nothing differs, 1 when something does, 2 when the file",
      "or an option is wrong."
    })
final class ReplayCommand implements Callable<Integer> {
  /** What fits into the memory that the launcher gives. */
  private static final int MAX_DATAGRAMS = 200_000;

  private static final long MAX_OCTETS = 24L << 20;

  private static final int DIFFERS = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The capture.")
  private Path file;

  @Option(
      names = "--gateway",
      paramLabel = "[HOST:]PORT",
      description = "Where the gateway is in the capture. Default: the side that answers.")
  private String gateway;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The gateway's YAML file, for predefined topics, retry, links and limits.")
  private Path config;

  @Option(
      names = "--predefined",
      paramLabel = "ID=TOPIC",
      description = "A topic id that all nodes know; may be given several times.")
  private List<String> predefined = List.of();

  @Option(
      names = {"-q", "--quiet"},
      description = "Shows only what differs, and the last line.")
  private boolean quiet;

  @Override
  public Integer call() {
    try {
      return replay();
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(spec.qualifiedName() + ": " + e.getMessage());
      spec.commandLine().getErr().flush();
      return Main.USAGE;
    }
  }

  private int replay() throws ConfigException {
    Settings settings = config == null ? Settings.DEFAULT : ConfigFile.read(config, null);
    PredefinedTopics topics = PredefinedTopic.added(settings.predefined(), predefined);
    List<PcapDatagram> datagrams = new ArrayList<>();
    PcapCounts counts = read(datagrams);
    GatewayAddresses addresses = addresses(datagrams);
    ReplayConfig core =
        new ReplayConfig(
            config == null ? OptionalInt.empty() : OptionalInt.of(settings.gatewayId()),
            topics,
            settings.limits(),
            new ReplayLinks(settings)::at);
    Replay replay = Replay.of(datagrams, addresses.addresses(), core);
    ReplayText text = new ReplayText(spec.commandLine().getOut(), quiet);
    text.begin(file, datagrams.get(0), addresses);
    replay.lines().forEach(text::line);
    text.end(replay.summary(), counts);
    return replay.summary().nothingDiffers() ? 0 : DIFFERS;
  }

  private PcapCounts read(List<PcapDatagram> datagrams) throws ConfigException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      PcapReader reader = PcapReader.open(in);
      long octets = 0;
      for (Optional<PcapDatagram> next = reader.next(); next.isPresent(); next = reader.next()) {
        datagrams.add(next.get());
        octets += next.get().payload().length();
        if (datagrams.size() > MAX_DATAGRAMS || octets > MAX_OCTETS) {
          throw tooLarge();
        }
      }
      return reader.counts();
    } catch (NoSuchFileException e) {
      throw new ConfigException("there is no file " + file);
    } catch (IOException e) {
      throw new ConfigException(file.toString(), "cannot be read: " + e.getMessage());
    } catch (PcapException e) {
      throw new ConfigException(file + " " + e.getMessage());
    }
  }

  private ConfigException tooLarge() {
    return new ConfigException(
        file.toString(),
        "holds more than "
            + MAX_DATAGRAMS
            + " datagrams or "
            + (MAX_OCTETS >> 20)
            + " MB in them; take a part: editcap -A START -B END in out");
  }

  private GatewayAddresses addresses(List<PcapDatagram> datagrams) throws ConfigException {
    if (gateway == null) {
      return GatewayAddresses.find(datagrams, address -> true)
          .orElseThrow(
              () ->
                  new ConfigException(
                      file.toString(),
                      "shows no gateway among its "
                          + datagrams.size()
                          + " UDP datagrams; name it: --gateway HOST:PORT"));
    }
    GatewayOption named = GatewayOption.parse("--gateway", gateway);
    return GatewayAddresses.named(datagrams, named::matches)
        .orElseThrow(
            () -> new ConfigException("--gateway", "nothing in " + file + " goes to " + gateway));
  }
}
