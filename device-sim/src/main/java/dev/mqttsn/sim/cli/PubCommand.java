package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mqttsn pub}: publishes as a node would, and ends. */
@Command(
    name = "pub",
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    description = {
      "Publishes one message, or every line of the standard input, as an MQTT-SN node, in the"
          + " habits of mosquitto_pub.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn pub -t home/kitchen/temperature -m 21.5 -q 1",
      "  mqttsn pub -h 192.168.1.5 --predefined 1 -m alive -q -1      without a session",
      "  sensor | mqttsn pub --serial /dev/ttyUSB0,framing=slip-crc -t s/1 -l -q 2",
      "",
      "Exit status: 0 when the gateway acknowledged every message as its QoS promises",
      "(0: it took the connection and refused nothing; -1: the message was sent),",
      "1 when not, 2 when an option is wrong."
    })
public final class PubCommand extends ClientCommand {
  /** A PUBLISH in the long form. */
  private static final int OVERHEAD_OCTETS = Frame.Publish.OVERHEAD + 2;

  @Mixin private GatewayOptions gateway;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "TOPIC",
      description = "The topic's name; one of two octets travels as a short name.")
  private String topic;

  @Option(
      names = "--predefined",
      paramLabel = "ID",
      description = "Instead of a name: a topic id that the gateway knows, 1 to 65534.")
  private Integer predefined;

  @ArgGroup private Source source;

  /** One of these. */
  private static final class Source {
    @Option(
        names = {"-m", "--message"},
        paramLabel = "TEXT",
        description = "The message.")
    private String text;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Send a file as the message.")
    private Path file;

    @Option(
        names = {"-l", "--stdin-line"},
        description = "Send each line of the standard input as a message.")
    private boolean lines;

    @Option(
        names = {"-s", "--stdin-file"},
        description = "Send all of the standard input as one message.")
    private boolean stdin;

    @Option(
        names = {"-n", "--null-message"},
        description = "Send an empty message.")
    private boolean empty;
  }

  @Option(
      names = {"-q", "--qos"},
      paramLabel = "QOS",
      converter = QosOption.class,
      description = "-1, 0, 1 or 2; -1 needs no session. Default: 0.")
  private Qos qos = Qos.AT_MOST_ONCE;

  @Option(
      names = {"-r", "--retain"},
      description = "The broker keeps the message for later subscribers.")
  private boolean retain;

  @Mixin private SessionOptions session;

  @Override
  public Integer call() {
    gateway.check();
    session.check(gateway);
    gateway.checkFits("--topic", topic);
    if (source == null) {
      throw mistake("give a message: -m TEXT, -f FILE, -s, -l or -n");
    }
    Topic to = topic();
    Console console = newConsole();
    Optional<Octets> single;
    try {
      single = single();
    } catch (IOException e) {
      console.error(unreadable(e));
      return ClientRun.FAILED;
    }
    DeviceConfig config = session.config(true).withReconnects(false);
    PubRun run = new PubRun(gateway, console, new Publication(to, qos, retain, largest()), single);
    return run.run(config, session.isDebug());
  }

  private String unreadable(IOException e) {
    String what = source.file == null ? "the standard input" : "the file '" + source.file + "'";
    return what
        + " cannot be read: "
        + (e instanceof NoSuchFileException ? "it does not exist" : e.getMessage());
  }

  private int largest() {
    return gateway.maxMessageOctets() - OVERHEAD_OCTETS;
  }

  private Topic topic() {
    if ((topic == null) == (predefined == null)) {
      throw mistake("give either --topic NAME or --predefined ID");
    }
    if (predefined != null && !Topics.isPredefinedId(predefined)) {
      throw mistake("--predefined is 1 to 65534, not " + predefined);
    }
    if (topic != null && !TopicNames.isName(topic)) {
      throw mistake("--topic '" + topic + "' is no name that can be published to");
    }
    Topic to = topic == null ? Topic.predefined(predefined) : Topics.of(topic);
    if (qos == Qos.MINUS_ONE && to instanceof Topic.Named) {
      throw mistake("QoS -1 has no session, so it needs --predefined ID or a name of two octets");
    }
    return to;
  }

  /** The one message; empty where each line is one. */
  private Optional<Octets> single() throws IOException {
    if (source.lines) {
      return Optional.empty();
    }
    if (source.file != null) {
      return Optional.of(Octets.wrap(Files.readAllBytes(source.file)));
    }
    if (source.stdin) {
      return Optional.of(Octets.wrap(System.in.readAllBytes()));
    }
    return Optional.of(source.empty ? Octets.EMPTY : Octets.utf8(source.text));
  }
}
