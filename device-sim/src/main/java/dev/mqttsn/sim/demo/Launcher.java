package dev.mqttsn.sim.demo;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code mqttsn} script that starts the gateway, and how it is started from here. */
final class Launcher {
  private static final String NAME = "mqttsn";

  /** Set by the script: the directory that it is in. */
  private static final String ROOT_PROPERTY = "mqttsn.root";

  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private Launcher() {}

  static Path find() throws IOException {
    String root = System.getProperty(ROOT_PROPERTY);
    Path directory = root == null ? ownDirectory() : Path.of(root);
    for (Path d = directory.toAbsolutePath(); d != null; d = d.getParent()) {
      Path launcher = d.resolve(NAME);
      if (Files.isRegularFile(launcher) && Files.isExecutable(launcher)) {
        return launcher;
      }
    }
    throw new IOException("the script " + NAME + " is not found in or above " + directory);
  }

  private static Path ownDirectory() throws IOException {
    try {
      return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the place of this program has a strange name", e);
    }
  }

  /**
   * The command of a child that ends when the thread that starts it ends, however that happens, and
   * does not get the Ctrl-C of the terminal, so that the demo ends it in its own time.
   */
  static List<String> command(Path launcher, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETPRIV) && Files.isExecutable(SETSID)) {
      command.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "TERM", SETSID.toString()));
    }
    command.add(launcher.toString());
    command.addAll(arguments);
    return command;
  }
}
