package dev.mqttsn.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to the broker that can be cut without either end being told. */
final class CutProxy implements AutoCloseable {
  private static final int BUFFER_OCTETS = 8_192;

  private final int brokerPort;
  private final ServerSocket listener;
  private final List<Way> ways = new CopyOnWriteArrayList<>();

  private CutProxy(int brokerPort, ServerSocket listener) {
    this.brokerPort = brokerPort;
    this.listener = listener;
  }

  static CutProxy start(Mosquitto broker) throws IOException {
    CutProxy proxy =
        new CutProxy(broker.port(), new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
    daemon(proxy::accept);
    return proxy;
  }

  String uri() {
    return "mqtt://127.0.0.1:" + listener.getLocalPort();
  }

  /** Nothing passes any more on the connections that there are; new ones work. */
  int cut() {
    ways.forEach(Way::cut);
    return ways.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket gateway = listener.accept();
        Way way = new Way(gateway, new Socket(InetAddress.getLoopbackAddress(), brokerPort));
        ways.add(way);
        daemon(() -> way.pass(way.gateway, way.broker));
        daemon(() -> way.pass(way.broker, way.gateway));
      }
    } catch (IOException e) {
      // it is closed
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cut proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Way {
    private final Socket gateway;
    private final Socket broker;
    private volatile boolean cut;

    Way(Socket gateway, Socket broker) {
      this.gateway = gateway;
      this.broker = broker;
    }

    void cut() {
      cut = true;
    }

    /** A cut way swallows what comes, the end of the connection included. */
    void pass(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER_OCTETS];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          if (!cut) {
            out.write(buffer, 0, length);
          }
        }
      } catch (IOException e) {
        // an end was closed
      }
      if (!cut) {
        close();
      }
    }

    void close() {
      try {
        gateway.close();
        broker.close();
      } catch (IOException e) {
        // it is as good as closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    ways.forEach(Way::close);
  }
}
