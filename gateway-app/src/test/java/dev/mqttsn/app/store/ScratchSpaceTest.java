package dev.mqttsn.app.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchSpaceTest {
  @TempDir private Path roomy;

  /** Each kill would leave a library behind, until the disk is full. */
  @Test
  void whatAProcessThatWasKilledLeftIsDeleted() throws Exception {
    StateDirectory state = new StateDirectory(roomy);
    Path first = state.makeScratch();
    Files.writeString(first.resolve("library"), "left behind");
    Path second = state.makeScratch();
    assertFalse(Files.exists(first));
    assertTrue(Files.isDirectory(second));
    Path foreign = Files.createDirectory(roomy.resolve("foreign"));
    Files.writeString(roomy.resolve("scratch"), foreign.toString());
    Path third = state.makeScratch();
    assertTrue(Files.exists(foreign), "is not ours");
    Files.delete(second);
    Files.delete(third);
  }

  @Test
  void whereThereIsNoRoomTheNextOneIsTaken() {
    Path missing = roomy.resolve("missing");
    Path full = Path.of("/proc");
    assertEquals(roomy, ScratchSpace.firstOf(List.of(missing, full, roomy), 1));
    assertEquals(roomy, ScratchSpace.firstOf(List.of(roomy, missing), 1));
    assertEquals(missing, ScratchSpace.firstOf(List.of(missing, roomy), Long.MAX_VALUE));
  }
}
