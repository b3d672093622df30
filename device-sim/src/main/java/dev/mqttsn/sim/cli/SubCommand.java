package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.Topic;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Qos;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mqttsn sub}: subscribes as a node would and prints what arrives. */
@Command(
    name = "sub",
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    description = {
      "Subscribes as an MQTT-SN node and prints the messages, in the habits of mosquitto_sub.",
      "With --sleep it is a sleeping node: it hears nothing until it wakes and asks, and tells on"
          + " the standard error what each wake cost.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  mqttsn sub -t 'home/#' -v",
      "  mqttsn sub -i garden -c -t garden/valve -q 1 --sleep 30     wakes every 30 s",
      "  mqttsn sub -t home/door -C 1 -W 60                          one message, or status 27",
      "",
      "Exit status: 0 when it ended as asked (-C, Ctrl-C), 1 when the gateway does not",
      "answer at first or refuses connection or subscriptions, 2 when an option is",
      "wrong, 27 when the time of -W was over."
    })
public final class SubCommand extends ClientCommand {
  private static final int MAX_SLEEP_SECONDS = 40_000;

  @Mixin private GatewayOptions gateway;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "FILTER",
      description = "What to subscribe to; repeatable.")
  private final List<String> filters = new ArrayList<>();

  @Option(
      names = "--predefined",
      paramLabel = "ID",
      description = "A topic id that the gateway knows, 1 to 65534; repeatable.")
  private final List<Integer> predefined = new ArrayList<>();

  @Option(
      names = {"-q", "--qos"},
      paramLabel = "QOS",
      converter = QosOption.class,
      description = "At most which QoS: 0, 1 or 2. Default: 0.")
  private Qos qos = Qos.AT_MOST_ONCE;

  @Option(
      names = {"-v", "--verbose"},
      description = "Prints the topic before each message.")
  private boolean verbose;

  @Option(names = "-N", description = "Prints no end of line after a message.")
  private boolean noEndOfLine;

  @Option(names = "-C", paramLabel = "COUNT", description = "Ends after that many messages.")
  private Integer count;

  @Option(names = "-W", paramLabel = "SECONDS", description = "Ends after that time.")
  private Integer seconds;

  @Option(
      names = "--sleep",
      paramLabel = "SECONDS",
      description = "Sleeps for so long between two wakes.")
  private Integer sleepSeconds;

  @Option(
      names = {"-c", "--disable-clean-session"},
      description = "Keeps the session: what is missed arrives at the next start. Needs --id.")
  private boolean keepSession;

  @Mixin private SessionOptions session;

  @Override
  public Integer call() {
    gateway.check();
    session.check(gateway);
    filters.forEach(filter -> gateway.checkFits("--topic", filter));
    check();
    Console console = newConsole();
    DeviceConfig config = session.config(!keepSession);
    MessagePrinter printer = new MessagePrinter(console, verbose, !noEndOfLine);
    SubPlan plan = new SubPlan(topics(), qos, number(count), number(seconds), number(sleepSeconds));
    return new SubRun(gateway, console, plan, printer).run(config, session.isDebug());
  }

  private static int number(Integer option) {
    return option == null ? 0 : option;
  }

  private void check() {
    if (filters.isEmpty() && predefined.isEmpty()) {
      throw mistake("give at least one --topic FILTER or --predefined ID");
    }
    if (qos == Qos.MINUS_ONE) {
      throw mistake("--qos is 0, 1 or 2 in a subscription");
    }
    if (keepSession && !session.hasId()) {
      throw mistake("--disable-clean-session needs --id, by which the session is found again");
    }
    atLeastOne("-C", count);
    atLeastOne("-W", seconds);
    atLeastOne("--sleep", sleepSeconds);
    if (number(sleepSeconds) > MAX_SLEEP_SECONDS) {
      throw mistake("--sleep is at most " + MAX_SLEEP_SECONDS + " seconds");
    }
  }

  private void atLeastOne(String option, Integer value) {
    if (value != null && value < 1) {
      throw mistake(option + " is a whole number of at least 1, not " + value);
    }
  }

  private List<Topic> topics() {
    List<Topic> topics = new ArrayList<>();
    for (String filter : filters) {
      if (!TopicNames.isFilter(filter)) {
        throw mistake("--topic '" + filter + "' is no filter that can be subscribed to");
      }
      topics.add(Topics.of(filter));
    }
    for (int id : predefined) {
      if (!Topics.isPredefinedId(id)) {
        throw mistake("--predefined is 1 to 65534, not " + id);
      }
      topics.add(Topic.predefined(id));
    }
    return List.copyOf(topics);
  }
}
