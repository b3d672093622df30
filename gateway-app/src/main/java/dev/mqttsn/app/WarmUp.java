package dev.mqttsn.app;

/** Runs what every start runs and ends, so that the build can archive the classes it loads. */
final class WarmUp {
  private WarmUp() {}

  public static void main(String[] args) throws Exception {
    Main.commandLine().execute("gateway", "--help");
  }
}
