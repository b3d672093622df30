package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.net.FrameFilter;
import dev.mqttsn.wire.Frame;
import java.util.Optional;

/** Every frame as a line, for {@code --debug}. */
final class FrameLog implements FrameFilter {
  private final String clientId;
  private final Console console;

  FrameLog(String clientId, Console console) {
    this.clientId = clientId;
    this.console = console;
  }

  @Override
  public Optional<Frame> outgoing(Frame frame) {
    console.note("Client " + clientId + " sending " + Words.of(frame));
    return Optional.of(frame);
  }

  @Override
  public void incoming(Frame frame) {
    console.note("Client " + clientId + " received " + Words.of(frame));
  }
}
