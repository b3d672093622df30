package dev.mqttsn.app;

import dev.mqttsn.gateway.PredefinedTopics;
import dev.mqttsn.port.Retry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The YAML file, read into {@link Settings}; every mistake stops with its line and key. */
final class ConfigFile {

  private final String file;

  /** The option, which wins over the file; null where there is none. */
  private final StateSettings stateOption;

  private ConfigFile(String file, StateSettings stateOption) {
    this.file = file;
    this.stateOption = stateOption;
  }

  /**
   * @param stateOption where sessions are kept whatever the file says, or null
   */
  static Settings read(Path path, StateSettings stateOption) throws ConfigException {
    return parse(path.toString(), contents(path), stateOption);
  }

  private static String contents(Path path) throws ConfigException {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new ConfigException("--config", "there is no file " + path);
    } catch (IOException e) {
      throw new ConfigException("--config", path + " cannot be read: " + e.getMessage());
    }
  }

  static Settings parse(String file, String yaml) throws ConfigException {
    return parse(file, yaml, null);
  }

  private static Settings parse(String file, String yaml, StateSettings stateOption)
      throws ConfigException {
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(yaml);
      if (root.isEmpty()) {
        return stateOption == null ? Settings.DEFAULT : Settings.DEFAULT.with(stateOption);
      }
      return new ConfigFile(file, stateOption).settings(root.get());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new ConfigException(file + ":" + line, "is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ConfigException(file, "is not YAML: " + firstLine(e.getMessage()));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private Settings settings(Node root) throws ConfigException {
    YamlMap top = YamlMap.of(file, "", root);
    YamlMap gateway = top.map("gateway");
    Settings plain = Settings.DEFAULT;
    Links links = links(top);
    StateSettings state = state(top);
    Settings settings =
        new Settings(
            gateway.integer("id", 0, 255, plain.gatewayId()),
            advertise(gateway),
            links.udp,
            links.serial,
            broker(top.map("broker")),
            predefined(top.map("predefined")),
            retry(top.map("retry")),
            state,
            LimitsSection.read(top.map("limits"), state.isDurable()));
    gateway.rejectUnknown();
    top.rejectUnknown();
    return settings;
  }

  private static Retry retry(YamlMap retry) throws ConfigException {
    String interval = retry.text("interval", null);
    String count = retry.text("count", null);
    retry.rejectUnknown();
    LinkRules rules =
        new LinkRules(
            interval == null
                ? null
                : LinkRules.retryIntervalMillis(retry.origin("interval"), interval),
            count == null ? null : LinkRules.retryCount(retry.origin("count"), count),
            null);
    return rules.retry(Settings.DEFAULT.retry());
  }

  private StateSettings state(YamlMap top) throws ConfigException {
    StateSettings own = StateSettings.of(top.origin("state"), top.text("state", null));
    return stateOption == null ? own : stateOption;
  }

  private static long advertise(YamlMap gateway) throws ConfigException {
    String text = gateway.text("advertise", null);
    return text == null
        ? Settings.DEFAULT.advertiseMillis()
        : LinkRules.advertiseMillis(gateway.origin("advertise"), text);
  }

  private record Links(List<UdpSettings> udp, List<SerialSettings> serial) {}

  private Links links(YamlMap top) throws ConfigException {
    Node node = top.node("links");
    if (node == null) {
      return new Links(Settings.DEFAULT.links(), List.of());
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw new ConfigException(
          top.origin("links"), "must be a list, as '- udp: {listen: \"[::]:1883\"}'");
    }
    List<UdpSettings> udp = new ArrayList<>();
    List<SerialSettings> serial = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      YamlMap link = YamlMap.of(file, "links", item);
      Node udpNode = link.node("udp");
      Node serialNode = link.node("serial");
      link.rejectUnknown();
      if (serialNode != null) {
        serial.add(serial(link, serialNode));
      } else {
        udp.add(udpLink(item, link, udpNode));
      }
    }
    if (udp.isEmpty() && serial.isEmpty()) {
      throw new ConfigException(top.origin("links"), "needs at least one link, or no key at all");
    }
    return new Links(List.copyOf(udp), List.copyOf(serial));
  }

  private SerialSettings serial(YamlMap link, Node value) throws ConfigException {
    if (value instanceof ScalarNode scalar) {
      return SerialOption.parse(link.origin("serial"), scalar.getValue());
    }
    YamlMap serial = YamlMap.of(file, "links.serial", value);
    Map<String, String> values = new HashMap<>();
    for (String key : serial.keys()) {
      values.put(key, serial.text(key, ""));
    }
    return SerialOption.of(link.origin("serial"), values);
  }

  private UdpSettings udpLink(Node item, YamlMap link, Node value) throws ConfigException {
    if (value == null) {
      throw new ConfigException(
          file + ":" + YamlMap.line(item),
          "key 'links' must have entries such as '- udp: {listen: \"[::]:1883\"}'");
    }
    if (value instanceof ScalarNode scalar) {
      String origin = link.origin("udp");
      return UdpSettings.listening(origin, HostPort.parse(origin, scalar.getValue()));
    }
    return udp(YamlMap.of(file, "links.udp", value));
  }

  private static UdpSettings udp(YamlMap udp) throws ConfigException {
    String text = udp.text("listen", UdpSettings.DEFAULT.listen().toString());
    HostPort listen = HostPort.parse(udp.origin("listen"), text);
    UdpSettings settings =
        new UdpSettings(
            udp.origin("listen"),
            udp.origin("multicast"),
            udp.origin("interface"),
            listen,
            group(udp, listen),
            udp.text("interface", null),
            udp.integer("ttl", 0, 255, UdpSettings.DEFAULT_TTL),
            udp.integer("max-message", 32, 65_507, UdpSettings.DEFAULT_MAX_MESSAGE),
            udp.integer("receive-buffer", 4_096, 1 << 30, UdpSettings.DEFAULT_RECEIVE_BUFFER),
            rules(udp));
    udp.rejectUnknown();
    return settings;
  }

  private static LinkRules rules(YamlMap link) throws ConfigException {
    String interval = link.text("retry-interval", null);
    String count = link.text("retry-count", null);
    String advertise = link.text("advertise", null);
    return new LinkRules(
        interval == null
            ? null
            : LinkRules.retryIntervalMillis(link.origin("retry-interval"), interval),
        count == null ? null : LinkRules.retryCount(link.origin("retry-count"), count),
        advertise == null ? null : LinkRules.advertiseMillis(link.origin("advertise"), advertise));
  }

  private static HostPort group(YamlMap udp, HostPort listen) throws ConfigException {
    String text = udp.text("multicast", null);
    if (text == null) {
      return UdpSettings.usualGroup(listen);
    }
    return text.equals("off") ? null : HostPort.parse(udp.origin("multicast"), text);
  }

  private static BrokerSettings broker(YamlMap broker) throws ConfigException {
    BrokerSettings plain = BrokerSettings.DEFAULT;
    String uri = broker.text("uri", null);
    BrokerSettings own =
        new BrokerSettings(
            plain.uri(),
            broker.text("username", null),
            broker.text("password", null),
            broker.text("client-id", null),
            broker.integer("keep-alive", 1, 65_535, plain.keepAliveSeconds()),
            broker.millis("backoff-min", 10, plain.backoffMinMillis()),
            broker.millis("backoff-max", 10, plain.backoffMaxMillis()),
            broker.integer("reopen-per-second", 1, 100_000, plain.restoresPerSecond()));
    broker.rejectUnknown();
    rejectContradictions(broker, own);
    return uri == null ? own : own.at(BrokerUri.parse(broker.origin("uri"), uri));
  }

  private static void rejectContradictions(YamlMap broker, BrokerSettings settings)
      throws ConfigException {
    if (settings.backoffMinMillis() > settings.backoffMaxMillis()) {
      String key = broker.keys().contains("backoff-max") ? "backoff-max" : "backoff-min";
      throw new ConfigException(
          broker.origin(key), "backoff-min must not be longer than backoff-max");
    }
    if (settings.password() != null && settings.username() == null) {
      throw new ConfigException(broker.origin("password"), "needs a 'username' beside it");
    }
  }

  private static PredefinedTopics predefined(YamlMap predefined) throws ConfigException {
    Map<Integer, String> all = topics(predefined.map("all"));
    YamlMap clients = predefined.map("clients");
    Map<String, Map<Integer, String>> perClient = new HashMap<>();
    for (String clientId : clients.keys()) {
      perClient.put(clientId, topics(clients.map(clientId)));
    }
    predefined.rejectUnknown();
    return new PredefinedTopics(all, Map.copyOf(perClient));
  }

  private static Map<Integer, String> topics(YamlMap topics) throws ConfigException {
    Map<Integer, String> names = new HashMap<>();
    for (String id : topics.keys()) {
      PredefinedTopic topic = PredefinedTopic.of(topics.origin(id), id, topics.text(id, ""));
      names.put(topic.id(), topic.name());
    }
    return Map.copyOf(names);
  }
}
