package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.DeviceWill;
import dev.mqttsn.topic.TopicNames;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Who the node is, and how it keeps its session. */
final class SessionOptions {
  private static final int MAX_SECONDS = 65_535;
  private static final long WAIT_MILLIS = 5_000;
  private static final double MILLIS_PER_SECOND = 1_000;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-i", "--id"},
      paramLabel = "ID",
      description = "The client id. Default: mqttsn- and something random.")
  private String id;

  @Option(
      names = {"-k", "--keepalive"},
      paramLabel = "SECONDS",
      description = "0 to 65535; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int keepAlive = 60;

  @Option(
      names = "--retry-interval",
      paramLabel = "SECONDS",
      description = "T_retry: how long an answer may take. Default: ${DEFAULT-VALUE}.")
  private double retrySeconds = 2;

  @Option(
      names = "--retry-count",
      paramLabel = "N",
      description = "N_retry: how often a frame is repeated. Default: ${DEFAULT-VALUE}.")
  private int retryCount = 4;

  @Option(names = "--will-topic", paramLabel = "TOPIC", description = "Leave a will there.")
  private String willTopic;

  @Option(names = "--will-payload", paramLabel = "TEXT", description = "What the will says.")
  private String willPayload;

  @Option(names = "--will-qos", paramLabel = "QOS", description = "Its QoS: 0, 1 or 2.")
  private Integer willQos;

  @Option(names = "--will-retain", description = "The broker keeps the will for later subscribers.")
  private boolean willRetain;

  @Option(
      names = {"-d", "--debug"},
      description = "Shows every frame on the standard error.")
  private boolean debug;

  /** Judges what can be judged without the gateway itself. */
  void check(GatewayOptions gateway) {
    if (id != null && !TopicNames.isText(id)) {
      throw mistake("--id must not be empty or hold control characters");
    }
    gateway.checkFits("--id", id);
    gateway.checkFits("--will-topic", willTopic);
    gateway.checkFits("--will-payload", willPayload);
    if (keepAlive < 0 || keepAlive > MAX_SECONDS) {
      throw mistake("--keepalive is 0 to 65535 seconds, not " + keepAlive);
    }
    if (!(retrySeconds >= 0.01 && retrySeconds <= MAX_SECONDS)) {
      throw mistake("--retry-interval is 0.01 to 65535 seconds, not " + retrySeconds);
    }
    if (retryCount < 0 || retryCount > 1000) {
      throw mistake("--retry-count is 0 to 1000, not " + retryCount);
    }
    checkWill();
  }

  private void checkWill() {
    if (willTopic == null && (willPayload != null || willQos != null || willRetain)) {
      throw mistake("a will needs its --will-topic");
    }
    if (willTopic != null && !TopicNames.isName(willTopic)) {
      throw mistake("--will-topic '" + willTopic + "' is no name of a topic");
    }
    if (willQos != null && (willQos < 0 || willQos > 2)) {
      throw mistake("--will-qos is 0, 1 or 2, not " + willQos);
    }
  }

  private ParameterException mistake(String text) {
    return new ParameterException(spec.commandLine(), text);
  }

  boolean isDebug() {
    return debug;
  }

  /** What the node is set up with. */
  DeviceConfig config(boolean cleanSession) {
    DeviceConfig config =
        DeviceConfig.of(id == null ? randomId() : id)
            .withKeepAliveSeconds(keepAlive)
            .withCleanSession(cleanSession)
            .withRetry((long) (retrySeconds * MILLIS_PER_SECOND), retryCount)
            .withWaitMillis(WAIT_MILLIS);
    return willTopic == null ? config : config.withWill(will());
  }

  /** A session that is kept can only be found again by an id of one's own. */
  boolean hasId() {
    return id != null;
  }

  private static String randomId() {
    return "mqttsn-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  private DeviceWill will() {
    return new DeviceWill(
        willTopic,
        Octets.utf8(willPayload == null ? "" : willPayload),
        Qos.ofBits(willQos == null ? 0 : willQos),
        willRetain);
  }
}
