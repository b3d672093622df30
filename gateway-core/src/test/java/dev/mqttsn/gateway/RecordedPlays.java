package dev.mqttsn.gateway;

import dev.mqttsn.gateway.FuzzedPlay.Act;
import java.io.ByteArrayOutputStream;

/** The recordings of third-party clients as plays for {@link FuzzedPlay}. */
final class RecordedPlays {
  private static final long TIME_UNIT_MILLIS = 10;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long timeMillis;

  private RecordedPlays(int configuration) {
    out.write(configuration);
  }

  /** The client's part word for word; gateway and broker do theirs in their own way. */
  static byte[] play(Recording recording) {
    RecordedPlays play = new RecordedPlays(recording.name().hashCode());
    for (Recording.Line line : recording.lines()) {
      if (line instanceof Recording.Datagram datagram) {
        play.add(datagram);
      } else if (line instanceof Recording.BrokerMessage message && message.published()) {
        play.message(message.qos());
      }
    }
    return play.out.toByteArray();
  }

  private void add(Recording.Datagram datagram) {
    passTo(datagram.atMillis());
    int place = datagram.party().equals("C") ? 0 : 1;
    if (!datagram.nodeId().isEmpty()) {
      place += FuzzedNodes.FORWARDED;
    }
    if (!datagram.fromClient()) {
      act(Act.REPLY, place);
    } else if (!datagram.lost()) {
      int length = datagram.message().length();
      act(Act.DATAGRAM, place, length >> 8, length);
      out.writeBytes(datagram.message().array());
      act(Act.ANSWER_ALL);
      act(Act.COMMIT, 0xFF);
    }
  }

  private void passTo(long millis) {
    int units = (int) Math.min(0xFFFF, (millis - timeMillis) / TIME_UNIT_MILLIS);
    if (units > 0) {
      act(Act.TIME, units >> 8, units);
      timeMillis = millis;
    }
  }

  private void message(int qos) {
    act(Act.MESSAGE, 0, 0, qos);
  }

  private void act(Act act, int... operands) {
    out.write(act.octet());
    for (int operand : operands) {
      out.write(operand);
    }
  }
}
