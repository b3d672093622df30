package dev.mqttsn.app;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.Transport;
import dev.mqttsn.serial.SerialConfig;
import dev.mqttsn.serial.SerialObserver;
import dev.mqttsn.serial.SerialTransport;
import dev.mqttsn.udp.CapturingSink;
import dev.mqttsn.udp.CapturingTransport;
import dev.mqttsn.udp.PcapWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The serial links; their ports come and go by themselves. */
final class SerialLinks {
  private static final Logger log = LoggerFactory.getLogger("dev.mqttsn.serial");

  private final List<Transport> transports = new ArrayList<>();

  /** Call it on the loop. */
  static SerialLinks start(
      Settings settings, Executor loop, FrameSink sink, PcapWriter pcap, MonotonicClock clock) {
    SerialLinks links = new SerialLinks();
    SerialObserver watcher = new SerialWatcher(clock);
    for (SerialSettings link : settings.serialLinks()) {
      SerialConfig config = link.config(settings.retry());
      warnOfUnknownAirTime(config);
      FrameSink heard = pcap == null ? sink : new CapturingSink(sink, pcap);
      SerialTransport port = SerialTransport.start(config, loop, heard, watcher);
      links.transports.add(pcap == null ? port : new CapturingTransport(port, pcap));
    }
    return links;
  }

  /** A modem of this framing does not say which frame it is done with, only that it is. */
  private static void warnOfUnknownAirTime(SerialConfig config) {
    if (config.framing().equals("loralink") && config.bitRate() == 0) {
      log.warn(
          "{} has no bit-rate: a frame that the modem does not confirm is given up after 500 ms,"
              + " which is too early for a slow radio",
          config.link().name());
    }
  }

  List<Transport> transports() {
    return transports;
  }

  /** The links as the core knows them, before their ports are there. */
  static List<Link> links(Settings settings) {
    return settings.serialLinks().stream()
        .map(link -> link.config(settings.retry()).link())
        .toList();
  }

  void close() {
    transports.forEach(Transport::close);
  }
}
