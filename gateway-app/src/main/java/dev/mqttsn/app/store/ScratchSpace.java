package dev.mqttsn.app.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where files go that only this process needs: the directory for temporary files or, where that
 * takes none because the disk is full or read-only, memory.
 */
final class ScratchSpace {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** SQLite's library takes 1 MB, a copy of 10,000 sessions some more. */
  private static final long NEEDED_OCTETS = 16L << 20;

  private ScratchSpace() {}

  static Path directory() {
    return firstOf(List.of(Path.of(System.getProperty("java.io.tmpdir")), MEMORY), NEEDED_OCTETS);
  }

  /** The first that has so much room; the very first where none has. */
  static Path firstOf(List<Path> candidates, long neededOctets) {
    return candidates.stream()
        .filter(directory -> hasRoom(directory, neededOctets))
        .findFirst()
        .orElse(candidates.get(0));
  }

  private static boolean hasRoom(Path directory, long octets) {
    try {
      return Files.isWritable(directory)
          && Files.getFileStore(directory).getUsableSpace() >= octets;
    } catch (IOException e) {
      return false;
    }
  }
}
