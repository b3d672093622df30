package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.serial.PortFailure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system refuses is told in words that say what would be right. */
class JSerialCommTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "6,MISSING,it is not there",
    "13,NO_PERMISSION,sudo usermod -aG dialout $USER",
    "16,BUSY,another program or link has it open",
    "11,BUSY,another program or link has it open",
    "25,REFUSED,it is not a serial port",
    "22,REFUSED,the driver refuses it at 250000 baud (error 22)"
  })
  void errorsOfTheSystemAreTold(int code, Reason reason, String words) {
    PortFailure failure = JSerialComm.refusal(code, 250_000);
    assertEquals(reason, failure.reason());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertRefused(folder.resolve("ttyUSB0"), Reason.MISSING, "it is not there");
  }

  @Test
  void whatIsNoSerialPortIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "not a port");
    assertRefused(file, Reason.REFUSED, "it is not a serial port");
    assertRefused(folder, Reason.REFUSED, "it is not a serial port");
    assertRefused(Path.of("/dev/null"), Reason.REFUSED, "it is not a serial port");
    assertEquals("not a port", Files.readString(file));
  }

  private static void assertRefused(Path port, Reason reason, String words) {
    PortFailure failure =
        assertThrows(PortFailure.class, () -> new JSerialComm().open(port.toString(), 9_600));
    assertEquals(words, failure.getMessage());
    assertEquals(reason, failure.reason());
  }
}
