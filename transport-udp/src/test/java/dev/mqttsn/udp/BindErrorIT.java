package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What an operator reads when a link cannot be had as configured. */
class BindErrorIT extends LoopTest {
  private final Heard heard = new Heard();

  @ParameterizedTest
  @EnumSource
  void aNameThatDoesNotResolve(LoopKind kind) {
    assertEquals(
        "the address no-such-host.invalid does not resolve",
        refusal(kind, TestConfig.unicast("no-such-host.invalid", 0)));
    assertEquals("the address is empty", refusal(kind, TestConfig.unicast("", 0)));
  }

  @ParameterizedTest
  @EnumSource
  void anAddressOfAnotherMachine(LoopKind kind) {
    assertEquals(
        "203.0.113.7 is not an address of this machine",
        refusal(kind, TestConfig.unicast("203.0.113.7", 0)));
    assertEquals(
        "2001:db8::7 is not an address of this machine",
        refusal(kind, TestConfig.unicast("2001:db8::7", 0)));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupToListenOn(LoopKind kind) {
    assertEquals(
        "239.255.83.78 is a multicast group and no address to listen on",
        refusal(kind, TestConfig.unicast("239.255.83.78", 0)));
  }

  @ParameterizedTest
  @EnumSource
  void aPortInUse(LoopKind kind) throws Exception {
    int port = bind(kind, TestConfig.unicast("::", 0), heard).port();

    assertEquals(
        "UDP port " + port + " is in use already: cannot listen on [::]:" + port,
        refusal(kind, TestConfig.unicast("::", port)));
    assertEquals(
        "UDP port " + port + " is in use already: cannot listen on 127.0.0.1:" + port,
        refusal(kind, TestConfig.unicast("127.0.0.1", port)));
  }

  @ParameterizedTest
  @EnumSource
  void aSecondGatewayWithTheSameGroupAndPort(LoopKind kind) throws Exception {
    int free = TestConfig.freePort();
    UdpConfig config = TestConfig.multicast("0.0.0.0", free, "239.255.83.79", free, 1);
    bind(kind, config, heard);

    assertTrue(refusal(kind, config).startsWith("UDP port " + free + " is in use already"));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupThatIsNone(LoopKind kind) {
    assertEquals(
        "192.0.2.1 is not a multicast group: IPv4 groups are 224.0.0.0 to 239.255.255.255, IPv6"
            + " groups begin with ff",
        refusal(kind, TestConfig.onInterface("192.0.2.1", null)));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupOfTheOtherFamily(LoopKind kind) {
    String sentence = refusal(kind, TestConfig.onInterface("ff15::1", null));

    assertTrue(sentence.endsWith("are not both IPv4 or both IPv6"), sentence);
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownInterface(LoopKind kind) {
    String sentence = refusal(kind, TestConfig.onInterface("239.255.83.78", "eth77"));

    assertTrue(
        sentence.startsWith("there is no network interface eth77; this machine has "), sentence);
    assertTrue(sentence.contains("lo"), sentence);
  }

  private String refusal(LoopKind kind, UdpConfig config) {
    return assertThrows(UdpBindException.class, () -> bind(kind, config, heard)).getMessage();
  }

  @ParameterizedTest
  @EnumSource
  void aSmallReceiveBufferIsOneWarningThatNamesTheRemedy(LoopKind kind) throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(UdpBinder.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      bind(kind, TestConfig.receiveBuffer(Integer.MAX_VALUE / 2), heard);
      bind(kind, TestConfig.receiveBuffer(64 << 10), heard);
    } finally {
      logger.detachAppender(lines);
    }
    List<ILoggingEvent> warnings =
        lines.list.stream().filter(line -> line.getLevel() == Level.WARN).toList();
    assertEquals(1, warnings.size());
    String warning = warnings.get(0).getFormattedMessage();
    assertTrue(warning.endsWith("sysctl -w net.core.rmem_max=" + Integer.MAX_VALUE / 2), warning);
  }
}
