package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.ReturnCode;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Connects, publishes, waits for what the QoS promises, disconnects. */
final class PubRun extends ClientRun {
  /** Lines that were read and are not acknowledged. */
  private static final int WINDOW = 64;

  /** How often running the gateway may ask for patience. */
  private static final int MAX_CONGESTIONS = 5;

  /** A port's writer needs a moment for what nobody acknowledges. */
  private static final long WRITE_MILLIS = 300;

  private final Publication publication;
  private final Optional<Octets> single;
  private final Semaphore window = new Semaphore(WINDOW);
  private long given;
  private long done;
  private long refused;
  private int congestions;
  private boolean complete;

  /**
   * @param single the only message; empty where each line of the standard input is one
   */
  PubRun(
      GatewayOptions gateway, Console console, Publication publication, Optional<Octets> single) {
    super(gateway, console);
    this.publication = publication;
    this.single = single;
  }

  @Override
  void begin() {
    if (publication.needsSession()) {
      super.begin();
    } else {
      publishAll();
    }
  }

  @Override
  public void onConnected(long nowMillis) {
    super.onConnected(nowMillis);
    publishAll();
  }

  private void publishAll() {
    if (single.isPresent()) {
      give(single.get());
      loop().execute(this::end);
      return;
    }
    Thread reader = new Thread(new LineReader(System.in, this::onLine, this::onEnd), "lines");
    reader.setDaemon(true);
    reader.start();
  }

  /** On the reader's thread, which waits here for the gateway. */
  private void onLine(Octets line) throws InterruptedException {
    window.acquire();
    loop().execute(() -> give(line));
  }

  private void onEnd(Optional<String> trouble) {
    loop()
        .execute(
            () -> {
              trouble.ifPresent(why -> fail("the standard input cannot be read: " + why));
              end();
            });
  }

  private void give(Octets message) {
    given++;
    if (publication.fits(message)) {
      device().act((node, now) -> publication.publish(node, now, message));
    } else {
      refuse(
          "a message of "
              + message.length()
              + " octets is too large; at most "
              + publication.largestOctets()
              + " fit");
    }
  }

  private void end() {
    complete = true;
    leaveWhenDone();
  }

  private void onDone() {
    done++;
    congestions = 0;
    window.release();
    leaveWhenDone();
  }

  private void refuse(String why) {
    console().error(why);
    refused++;
    onDone();
  }

  private void leaveWhenDone() {
    if (!complete || done < given) {
      return;
    }
    if (publication.needsSession()) {
      device().act((node, now) -> node.disconnect(now));
    } else {
      loop().after(gateway().isSerial() ? WRITE_MILLIS : 0, this::conclude);
    }
  }

  private void conclude() {
    finish(refused == 0 ? 0 : FAILED);
  }

  @Override
  public void onPublished(long nowMillis, long number) {
    onDone();
  }

  @Override
  public void onPublishRefused(long nowMillis, long number, ReturnCode code) {
    refuse("the gateway refuses a message: " + Words.of(code));
  }

  /** It was counted as done when it was sent. */
  @Override
  public void onUnacknowledgedRefused(long nowMillis, ReturnCode code) {
    console().error("the gateway refuses a message: " + Words.of(code));
    refused++;
  }

  @Override
  public void onCongested(long nowMillis) {
    if (++congestions == MAX_CONGESTIONS) {
      fail("the gateway stays congested" + openToo());
    } else {
      super.onCongested(nowMillis);
    }
  }

  @Override
  public void onDisconnected(long nowMillis) {
    conclude();
  }

  @Override
  public void onLost(long nowMillis, String reason) {
    super.onLost(nowMillis, done < given ? reason + openToo() : reason);
  }

  private String openToo() {
    return "; " + (given - done) + " not acknowledged";
  }
}
