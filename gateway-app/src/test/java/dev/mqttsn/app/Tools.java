package dev.mqttsn.app;

import java.io.IOException;

/** The programs that the tests of the firmware need; without them the tests fail and say so. */
final class Tools {
  static final String HINT =
      "the tests of the firmware need these packages; type: sudo apt-get install"
          + " make gcc libc6-dev gcc-arm-none-eabi qemu-system-arm socat";

  private Tools() {}

  static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new AssertionError(HINT, e);
    }
  }
}
