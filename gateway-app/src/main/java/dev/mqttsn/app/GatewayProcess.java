package dev.mqttsn.app;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway as a process: runs until a signal, then ends with status 0. */
final class GatewayProcess {
  private static final Logger log = LoggerFactory.getLogger(GatewayProcess.class);

  private GatewayProcess() {}

  static int run(Settings settings, Path capture) throws ConfigException {
    Gateway gateway = Gateway.start(settings, capture);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(gateway), "shutdown"));
    log.info("ready: {}", gateway.description());
    return sleepForever();
  }

  /** A JVM that a signal ends has status 143 or 130; this was asked for, so it is 0. */
  private static void end(Gateway gateway) {
    try {
      gateway.close();
      log.info("stopped");
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private static int sleepForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
