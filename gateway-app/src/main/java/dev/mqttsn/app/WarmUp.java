package dev.mqttsn.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine;

/** Runs what every start runs and ends, so that the build can archive the classes it loads. */
final class WarmUp {
  private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

  private WarmUp() {}

  public static void main(String[] args) throws Exception {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(Writer.nullWriter()));
    line.execute("gateway", "--help");
    try (Gateway gateway = Gateway.start(settings(), null)) {
      converse(gateway.port(0));
    }
    System.exit(0);
  }

  private static Settings settings() throws ConfigException, IOException {
    return Settings.DEFAULT
        .with(StateSettings.of("warm-up", Files.createTempDirectory("mqttsn-warm-up").toString()))
        .with(List.of(UdpSettings.listening("warm-up", ANY_PORT)), List.of())
        .with(BrokerSettings.DEFAULT.at(BrokerUri.parse("warm-up", "mqtt://127.0.0.1:1")));
  }

  /** A SEARCHGW and a CONNECT, which is refused since there is no broker. */
  private static void converse(int port) throws Exception {
    InetAddress host = InetAddress.getLoopbackAddress();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(1_000);
      for (String message : List.of("030100", "07040401003c77")) {
        byte[] octets = HexFormat.of().parseHex(message);
        socket.send(new DatagramPacket(octets, octets.length, host, port));
        socket.receive(new DatagramPacket(new byte[64], 64));
      }
    } catch (SocketTimeoutException e) {
      // an unanswered message costs some classes in the archive and nothing else
    }
  }
}
