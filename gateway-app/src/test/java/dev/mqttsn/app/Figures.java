package dev.mqttsn.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

/** What a test under faults has seen, in one line each, for docs/reliability.md. */
final class Figures {
  /** With a heap of 128 MB at most. */
  private static final int MOST_RESIDENT_MEGABYTES = 300;

  private Figures() {}

  static void print(String what, String figure) {
    System.out.println("faults: " + what + ": " + figure);
  }

  /** With the memory of the gateway, which must be within its bounds. */
  static void print(String what, Object figures, ChildGateway gateway) throws IOException {
    int resident = gateway.residentMegabytes();
    print(what, figures + "; gateway resident " + resident + " MB");
    assertTrue(resident < MOST_RESIDENT_MEGABYTES, resident + " MB");
  }
}
