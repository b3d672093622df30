package dev.mqttsn.sim;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MQTT 3.1.1 broker in this process, on 127.0.0.1 and a free port: for demo and tests. Anybody
 * may connect, and nothing is written to disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final long START_NANOS = 10_000_000_000L;
  private static final long POLL_NANOS = 1_000_000;
  private static final String HOST = "127.0.0.1";
  private static final String INTERNAL_CLIENT = "embedded-broker";

  private final Server server;
  private final int port;

  private EmbeddedBroker(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Hears of every message that a client publishes, on a thread of the broker. */
  @FunctionalInterface
  public interface Listener {
    void onPublished(String clientId, String topic, Octets payload);
  }

  public static EmbeddedBroker start(Listener listener) throws IOException {
    int port = freePort();
    Server server = new Server();
    server.startServer(config(port), List.of(new Tap(listener)));
    awaitListening(server, port);
    return new EmbeddedBroker(server, port);
  }

  /** Moquette 0.17 must not be asked which port it took: asking races with its own threads. */
  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void awaitListening(Server server, int port) throws IOException {
    long deadline = System.nanoTime() + START_NANOS;
    while (!isListening(port)) {
      if (System.nanoTime() > deadline) {
        server.stopServer();
        throw new IOException("the embedded broker does not listen on " + HOST + ":" + port);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static boolean isListening(int port) {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static IConfig config(int port) {
    Properties properties = new Properties();
    properties.setProperty(IConfig.HOST_PROPERTY_NAME, HOST);
    properties.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
    properties.setProperty(IConfig.ALLOW_ANONYMOUS_PROPERTY_NAME, "true");
    properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    properties.setProperty(IConfig.BUFFER_FLUSH_MS_PROPERTY_NAME, "0");
    return new MemoryConfig(properties);
  }

  public int port() {
    return port;
  }

  /** As in {@code mqtt://127.0.0.1:41883}. */
  public String uri() {
    return "mqtt://" + HOST + ":" + port();
  }

  /** Publishes as a client of the broker would; the listener is not told. */
  public void publish(String topic, Qos qos, boolean retain, Octets payload) {
    MqttFixedHeader header =
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.valueOf(qos.bits()), retain, 0);
    MqttPublishMessage message =
        new MqttPublishMessage(
            header,
            new MqttPublishVariableHeader(topic, 0),
            Unpooled.wrappedBuffer(payload.array()));
    server.internalPublish(message, INTERNAL_CLIENT);
  }

  @Override
  public void close() {
    server.stopServer();
  }

  private static final class Tap extends AbstractInterceptHandler {
    private final Listener listener;

    Tap(Listener listener) {
      this.listener = listener;
    }

    @Override
    public String getID() {
      return INTERNAL_CLIENT;
    }

    @Override
    public void onPublish(InterceptPublishMessage message) {
      Octets payload = Octets.wrap(ByteBufUtil.getBytes(message.getPayload()));
      listener.onPublished(message.getClientID(), message.getTopicName(), payload);
      super.onPublish(message); // releases the payload
    }

    @Override
    public void onSessionLoopError(Throwable error) {
      log.warn("the embedded broker has a defect: {}", error.toString());
    }
  }
}
