package dev.mqttsn.sim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.sim.DeviceConfig;
import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.sim.net.Receiver;
import dev.mqttsn.sim.net.Uplink;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.ReturnCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** The gateway's side of one client on a virtual clock, octets included. */
final class ClientScript {
  static final long RETRY_MILLIS = 1_000;
  static final int RETRY_COUNT = 3;
  static final long WAIT_MILLIS = 5_000;

  final GatewayOptions gateway = new GatewayOptions();
  final Console console;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final VirtualScheduler scheduler = new VirtualScheduler();
  private final Deque<Frame> sent = new ArrayDeque<>();
  private Receiver node;
  private ClientRun run;

  ClientScript() {
    gateway.check();
    console = new Console(out, new PrintWriter(err));
  }

  /** A client whose results go nowhere. */
  ClientScript(IOException trouble) {
    gateway.check();
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw trouble;
          }
        };
    console = new Console(broken, new PrintWriter(err));
  }

  static DeviceConfig config() {
    return DeviceConfig.of("c1")
        .withRetry(RETRY_MILLIS, RETRY_COUNT)
        .withWaitMillis(WAIT_MILLIS)
        .withReconnects(false);
  }

  ClientScript begin(ClientRun client, DeviceConfig config) throws IOException {
    run = client;
    run.attach(scheduler, this::open, config, FrameFilter.NONE);
    run.onPort(true, "");
    return pass(0);
  }

  private Uplink open(Receiver receiver) {
    node = receiver;
    return new Uplink() {
      @Override
      public void send(byte[] message) {
        sent.add((Frame) FrameDecoder.decode(ByteBuffer.wrap(message)));
      }

      @Override
      public void close() {}
    };
  }

  <T extends Frame> T expect(Class<T> type) {
    Frame frame = sent.poll();
    assertEquals(type, frame == null ? null : frame.getClass());
    return type.cast(frame);
  }

  ClientScript expect(Frame frame) {
    assertEquals(frame, sent.poll());
    return this;
  }

  ClientScript expectSilence() {
    assertEquals(List.of(), List.copyOf(sent));
    return this;
  }

  ClientScript send(Frame frame) {
    node.onMessage(ByteBuffer.wrap(FrameEncoder.encode(frame)));
    return pass(0);
  }

  ClientScript pass(long millis) {
    scheduler.pass(millis);
    return this;
  }

  /** So long that a node gives up what is not answered. */
  ClientScript silence() {
    pass(RETRY_MILLIS * (RETRY_COUNT + 1));
    sent.clear();
    return this;
  }

  ClientScript accept() {
    expect(Frame.Connect.class);
    return send(new Frame.ConnAck(ReturnCode.ACCEPTED));
  }

  ClientScript interrupt() {
    run.onInterrupt();
    return pass(0);
  }

  ClientScript expectAtWork() {
    assertEquals(OptionalInt.empty(), run.status());
    return this;
  }

  ClientScript expectStatus(int status) {
    assertEquals(OptionalInt.of(status), run.status(), err::toString);
    return this;
  }

  ClientScript expectOut(String text) {
    assertEquals(text, out.toString(StandardCharsets.UTF_8));
    return this;
  }

  ClientScript expectErr(String text) {
    assertTrue(err.toString().contains(text), err::toString);
    return this;
  }

  ClientScript expectNoErr() {
    assertEquals("", err.toString());
    return this;
  }
}
