package dev.mqttsn.udp;

import io.netty.channel.unix.Errors.NativeIoException;
import java.net.InetAddress;
import java.util.Locale;

/** Says in a sentence why a socket could not be bound. */
final class BindFailure {
  private static final int EACCES = 13;
  private static final int EADDRINUSE = 98;
  private static final int FIRST_FREE_PORT = 1024;

  private BindFailure() {}

  static UdpBindException explain(String host, InetAddress address, int port, Throwable cause) {
    return new UdpBindException(sentence(host, address, port, cause), cause);
  }

  private static String sentence(String host, InetAddress address, int port, Throwable cause) {
    if (!Hosts.isOurs(address)) {
      return host + " is not an address of this machine";
    }
    String socket = Hosts.withPort(host, port);
    if (isError(cause, EACCES, "permission denied")) {
      return port < FIRST_FREE_PORT
          ? "no permission to listen on "
              + socket
              + ": ports below 1024 need root or CAP_NET_BIND_SERVICE"
          : "no permission to listen on " + socket;
    }
    if (isError(cause, EADDRINUSE, "in use")) {
      return "UDP port " + port + " is in use already: cannot listen on " + socket;
    }
    return "cannot listen on " + socket + ": " + cause.getMessage();
  }

  /** Native errors carry the number; the JDK's only the system's text. */
  private static boolean isError(Throwable cause, int number, String text) {
    if (cause instanceof NativeIoException system) {
      return system.expectedErr() == -number;
    }
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains(text);
  }
}
