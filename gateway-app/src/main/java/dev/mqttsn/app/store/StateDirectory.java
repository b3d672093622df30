package dev.mqttsn.app.store;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a state directory, and the lock that keeps a second gateway out. */
final class StateDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  /** The database and what SQLite puts beside it. */
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

  /** Linux tells one start of the machine from another by it; elsewhere there is none. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private static final String SCRATCH_PREFIX = "mqttsn-gateway-";

  private final Path directory;
  private FileChannel lockFile;
  private boolean ofEarlierBoot;

  StateDirectory(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory where it is missing and locks it. */
  void open() throws IOException, StateException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new StateException(directory + " is a file; it must be a directory", false);
    }
    lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(lockFile)) {
      close();
      throw new StateException(directory + " is used by another gateway", true);
    }
    noteBoot();
  }

  private void noteBoot() {
    Path noted = directory.resolve("boot");
    try {
      String now = Files.readString(BOOT_ID);
      ofEarlierBoot |= Files.exists(noted) && !Files.readString(noted).equals(now);
      Files.writeString(noted, now);
    } catch (IOException e) {
      log.debug("{}: {}", noted, e.toString());
    }
  }

  /** Whether a gateway used it before the machine was started last. */
  boolean isOfEarlierBoot() {
    return ofEarlierBoot;
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path database() {
    return directory.resolve("state.db");
  }

  /**
   * A new directory elsewhere for files of this process alone. That of an earlier process, which
   * may have been killed, is deleted.
   */
  Path makeScratch() throws IOException {
    Path noted = directory.resolve("scratch");
    if (Files.isReadable(noted)) {
      deleteScratch(new File(Files.readString(noted)));
    }
    Path scratch = Files.createTempDirectory(ScratchSpace.directory(), SCRATCH_PREFIX);
    try {
      Files.writeString(noted, scratch.toString());
    } catch (IOException e) {
      log.debug("{}: {}", noted, e.toString());
    }
    return scratch;
  }

  private static void deleteScratch(File scratch) {
    File[] files = scratch.getName().startsWith(SCRATCH_PREFIX) ? scratch.listFiles() : null;
    if (files == null) {
      return;
    }
    boolean deleted = true;
    for (File file : files) {
      deleted &= file.delete();
    }
    if (!deleted || !scratch.delete()) {
      log.debug("{} stays behind", scratch);
    }
  }

  /** Whether there is a database, or may be one in a directory that we must not look into. */
  boolean holdsDatabase() {
    boolean hidden = Files.isDirectory(directory) && !Files.isExecutable(directory);
    return hidden || Files.exists(database());
  }

  /** Moves a damaged database out of the way; returns where to. */
  Path setAside() throws IOException {
    int number = 1;
    while (Files.exists(directory.resolve("state.db.damaged-" + number))) {
      number++;
    }
    Path aside = directory.resolve("state.db.damaged-" + number);
    for (String suffix : SUFFIXES) {
      Path file = directory.resolve("state.db" + suffix);
      if (Files.exists(file)) {
        Files.move(file, directory.resolve(aside.getFileName() + suffix));
      }
    }
    return aside;
  }

  /** Copies the database to where it can be opened although its directory takes no writes. */
  void copyTo(Path writable) throws IOException {
    for (String suffix : List.of("", "-wal")) {
      Path file = directory.resolve("state.db" + suffix);
      if (Files.exists(file)) {
        Files.copy(
            file, writable.resolve("state.db" + suffix), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  @Override
  public void close() throws IOException {
    if (lockFile != null) {
      lockFile.close();
      lockFile = null;
    }
  }
}
