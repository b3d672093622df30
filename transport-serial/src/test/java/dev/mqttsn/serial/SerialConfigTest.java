package dev.mqttsn.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialConfigTest {
  private static String refusal(int baud, int bitRate, double dutyCycle) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                new SerialConfig(
                    "/dev/ttyUSB0", baud, "slip", Map.of(), 255, bitRate, dutyCycle, 256))
        .getMessage();
  }

  @Test
  void whatDoesNotFitIsRefusedInOneSentence() {
    assertEquals("baud 0 is not in 50..12000000", refusal(0, 0, 0));
    assertEquals("duty-cycle 1.5 is not in 0..1", refusal(9_600, 1_200, 1.5));
    assertEquals("duty-cycle needs a bit-rate to know the time on air", refusal(9_600, 0, 0.01));
  }

  @Test
  void namesByIdAreFoundThroughTheirLinks(@TempDir Path folder) throws Exception {
    Path device = Files.createFile(folder.resolve("ttyUSB0"));
    Path byId = Files.createDirectory(folder.resolve("by-id"));
    Path link = Files.createSymbolicLink(byId.resolve("usb-FTDI-if00"), device);
    Files.createSymbolicLink(byId.resolve("usb-gone"), folder.resolve("ttyUSB1"));
    assertEquals(List.of(link.toString()), SerialPorts.namesOf(device.toString(), byId));
    assertEquals(List.of(), SerialPorts.namesOf(device.toString(), folder.resolve("not-there")));
  }

  @Test
  void portsAreListedWithoutOpeningAny() {
    for (PortInfo port : SerialPorts.list()) {
      assertEquals(true, port.framing().isEmpty(), port.path());
    }
  }
}
