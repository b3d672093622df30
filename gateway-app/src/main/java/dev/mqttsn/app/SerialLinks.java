package dev.mqttsn.app;

import dev.mqttsn.port.FrameSink;
import dev.mqttsn.port.Link;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.port.Transport;
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
      List<SerialSettings> settings, Executor loop, FrameSink sink, PcapWriter pcap) {
    SerialLinks links = new SerialLinks();
    for (SerialSettings link : settings) {
      FrameSink heard = pcap == null ? sink : new CapturingSink(sink, pcap);
      SerialTransport port = SerialTransport.start(link.config(), loop, heard, new Watcher());
      links.transports.add(pcap == null ? port : new CapturingTransport(port, pcap));
    }
    return links;
  }

  List<Transport> transports() {
    return transports;
  }

  List<Link> links() {
    return transports.stream().map(Transport::link).toList();
  }

  void close() {
    transports.forEach(Transport::close);
  }

  /** What radios tell, for those who look; what they lose is counted by the transport. */
  private static final class Watcher implements SerialObserver {
    @Override
    public void onSignal(NodeAddress node, int rssiDbm, int snrDb) {
      if (log.isDebugEnabled()) {
        log.debug("{} heard at {} dBm, SNR {} dB", Addresses.text(node), rssiDbm, snrDb);
      }
    }

    @Override
    public void onDelivery(NodeAddress node, boolean delivered, int code) {
      if (!delivered && log.isDebugEnabled()) {
        log.debug("{} not reached by the modem: status {}", Addresses.text(node), code);
      }
    }

    @Override
    public void onDropped(NodeAddress node, String reason) {
      if (log.isDebugEnabled()) {
        log.debug("a message to {} dropped: {}", Addresses.text(node), reason);
      }
    }

    @Override
    public void onDamaged(Link link, int octets) {
      if (log.isDebugEnabled()) {
        log.debug("{}: {} octets that are no frame", link.name(), octets);
      }
    }
  }
}
