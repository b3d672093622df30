package dev.mqttsn.serial.framing;

import java.util.ArrayList;
import java.util.List;

/** A framing on top of a deframer: what is left is to read a frame. */
abstract class DeframedFraming implements Framing, Deframer.Output {
  private final Deframer deframer;
  private List<Incoming> heard = new ArrayList<>();

  DeframedFraming(Deframer deframer) {
    this.deframer = deframer;
  }

  @Override
  public final List<Incoming> feed(byte[] octets, int offset, int length, long nowMillis) {
    if (length > 0) {
      deframer.feed(octets, offset, length, nowMillis, this);
    } else {
      deframer.idle(nowMillis, this);
    }
    return take();
  }

  @Override
  public final List<Incoming> idle(long nowMillis) {
    deframer.idle(nowMillis, this);
    return take();
  }

  private List<Incoming> take() {
    if (heard.isEmpty()) {
      return List.of();
    }
    List<Incoming> taken = heard;
    heard = new ArrayList<>();
    return taken;
  }

  final void hear(Incoming incoming) {
    heard.add(incoming);
  }

  @Override
  public final void onDamaged(int octets) {
    hear(new Incoming.Damaged(octets));
  }
}
