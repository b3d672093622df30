package dev.mqttsn.sim.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Machines as options name them. */
public final class Hosts {
  private Hosts() {}

  /** The address of a name or an address; blocks while the name is looked up. */
  public static InetAddress resolve(String host) throws IOException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("the host '" + host + "' is not known", e);
    }
  }
}
