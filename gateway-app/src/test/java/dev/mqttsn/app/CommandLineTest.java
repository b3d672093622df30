package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.Retry;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gatewai",
        "gateway --udpp x",
        "gateway --udp 1883",
        "gateway --udp",
        "gateway --broker http://x",
        "gateway --predefined 1",
        "gateway --predefined 0=a",
        "gateway --predefined 65535=a",
        "gateway --predefined x=a",
        "gateway --predefined 1=a/+",
        "gateway --retry-interval 10",
        "gateway --retry-interval 0s",
        "gateway --retry-count -1",
        "gateway --retry-count many",
        "gateway --gateway-id 256",
        "gateway --config /no/such.yaml",
        "gateway surplus",
        "replay",
        "replay /no/such.pcap"
      })
  void aMistakeGetsOneLineAndStatus2(String args) {
    assertEquals(2, execute(args.isEmpty() ? new String[0] : args.split(" ")));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "gateway --help", "replay --help", "--version"})
  void helpGoesToStandardOutput(String args) {
    assertEquals(0, execute(args.split(" ")));
    assertTrue(out.toString().contains("mqttsn"));
    assertEquals("", err.toString());
  }

  @Test
  void optionsWinOverTheFile() throws Exception {
    GatewayCommand command = new GatewayCommand();
    new CommandLine(command)
        .parseArgs(
            "--config",
            Repository.root().resolve("gateway.yaml").toString(),
            "--udp",
            "127.0.0.1:1",
            "--udp",
            "[::1]:2",
            "--broker",
            "mqtt://other",
            "--predefined",
            "1=own",
            "--retry-interval",
            "2s",
            "--retry-count",
            "9",
            "--gateway-id",
            "3");
    Settings settings = command.settings();
    assertEquals(2, settings.links().size());
    assertEquals(new HostPort("::1", 2), settings.links().get(1).listen());
    assertEquals("other", settings.broker().uri().host());
    assertEquals("own", settings.predefined().name(null, 1));
    assertEquals("sensors/alarm", settings.predefined().name(null, 2));
    assertEquals(new Retry(2_000, 9), settings.retry());
    assertEquals(3, settings.gatewayId());
  }
}
