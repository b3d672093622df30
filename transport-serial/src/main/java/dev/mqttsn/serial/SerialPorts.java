package dev.mqttsn.serial;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The serial ports of this machine, for an operator who looks for the name of a dongle. */
public final class SerialPorts {
  private static final Path BY_ID = Path.of("/dev/serial/by-id");
  private static final String UNKNOWN = "Unknown";

  private SerialPorts() {}

  /** Lists them without opening any. */
  public static List<PortInfo> list() {
    List<PortInfo> ports = new ArrayList<>();
    for (JSerialComm.Found found : JSerialComm.ports()) {
      ports.add(
          new PortInfo(
              found.path(),
              namesOf(found.path(), BY_ID),
              description(found),
              usbId(found),
              Optional.empty()));
    }
    return List.copyOf(ports);
  }

  static List<String> namesOf(String path, Path folder) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(folder)) {
      Path device = Path.of(path).toRealPath();
      for (Path link : links) {
        if (Files.exists(link) && link.toRealPath().equals(device)) {
          names.add(link.toString());
        }
      }
    } catch (IOException e) {
      // the folder exists only while a USB adapter is plugged in
      return List.of();
    }
    Collections.sort(names);
    return List.copyOf(names);
  }

  private static String description(JSerialComm.Found found) {
    StringBuilder text = new StringBuilder(found.description());
    if (!found.manufacturer().equals(UNKNOWN)) {
      text.append(", ").append(found.manufacturer());
    }
    if (!found.serialNumber().equals(UNKNOWN)) {
      text.append(", serial number ").append(found.serialNumber());
    }
    return text.toString();
  }

  private static String usbId(JSerialComm.Found found) {
    return found.vendorId() < 0
        ? ""
        : String.format(Locale.ROOT, "%04x:%04x", found.vendorId(), found.productId());
  }

  /**
   * Opens a port, listens without writing and guesses the framing. Opening restarts many boards,
   * which then speak. Empty where nothing that makes sense was heard or the port is in use.
   */
  public static Optional<String> guessFraming(String port, int baud, long listenMillis) {
    return guessFraming(new JSerialComm(), port, baud, listenMillis);
  }

  static Optional<String> guessFraming(
      PortOpener opener, String port, int baud, long listenMillis) {
    FramingGuess guess = new FramingGuess();
    try {
      listen(opener.open(port, baud), listenMillis, guess);
    } catch (PortFailure e) {
      return Optional.empty();
    }
    return guess.best();
  }

  private static void listen(PortDevice device, long listenMillis, FramingGuess guess)
      throws PortFailure {
    byte[] buffer = new byte[1_024];
    long start = System.nanoTime();
    long elapsed = 0;
    try {
      while (elapsed < listenMillis) {
        int count = device.read(buffer);
        elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        guess.feed(buffer, count, elapsed);
      }
    } finally {
      device.close();
    }
    // long enough for every framing to end what it still waits for
    guess.idle(elapsed + TimeUnit.MINUTES.toMillis(1));
  }
}
