package dev.mqttsn.app.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchSpaceTest {
  @TempDir private Path roomy;

  @Test
  void whereThereIsNoRoomTheNextOneIsTaken() {
    Path missing = roomy.resolve("missing");
    Path full = Path.of("/proc");
    assertEquals(roomy, ScratchSpace.firstOf(List.of(missing, full, roomy), 1));
    assertEquals(roomy, ScratchSpace.firstOf(List.of(roomy, missing), 1));
    assertEquals(missing, ScratchSpace.firstOf(List.of(missing, roomy), Long.MAX_VALUE));
  }
}
