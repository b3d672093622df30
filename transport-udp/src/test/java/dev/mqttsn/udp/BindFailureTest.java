package dev.mqttsn.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sentences for failures that a test running as root does not meet. */
class BindFailureTest {
  private static final String NO_PERMISSION =
      "no permission to listen on 127.0.0.1:80: ports below 1024 need root or"
          + " CAP_NET_BIND_SERVICE";

  /** The class of native errors asks the native library for their texts. */
  @BeforeAll
  static void loadNatives() {
    Epoll.ensureAvailability();
  }

  private static String sentence(int port, Throwable cause) {
    return BindFailure.explain("127.0.0.1", InetAddress.getLoopbackAddress(), port, cause)
        .getMessage();
  }

  @Test
  void noPermissionNamesTheRemedy() {
    assertEquals(NO_PERMISSION, sentence(80, new NativeIoException("bind", -13)));
    assertEquals(NO_PERMISSION, sentence(80, new SocketException("Permission denied")));
    assertEquals(
        "no permission to listen on 127.0.0.1:1883",
        sentence(1883, new NativeIoException("bind", -13)));
  }

  @Test
  void aPortInUseIsKnownFromTheNumberOrTheText() {
    String expected = "UDP port 1883 is in use already: cannot listen on 127.0.0.1:1883";

    assertEquals(expected, sentence(1883, new NativeIoException("bind", -98)));
    assertEquals(expected, sentence(1883, new BindException("Address already in use")));
  }

  @Test
  void anythingElseIsSaidInTheWordsOfTheSystem() {
    assertEquals(
        "cannot listen on 127.0.0.1:1883: Out of memory",
        sentence(1883, new SocketException("Out of memory")));
  }
}
