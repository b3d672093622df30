package dev.mqttsn.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.mqttsn.serial.PortFailure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The only class that knows jSerialComm. The library's listener is not used: its disconnect event
 * repeats in a busy loop.
 */
final class JSerialComm implements PortOpener {
  private static final int DATA_BITS = 8;
  private static final int ENOENT = 2;
  private static final int ENXIO = 6;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;
  private static final int ENODEV = 19;
  private static final int EISDIR = 21;
  private static final int ENOTTY = 25;

  @Override
  public PortDevice open(String port, int baud) throws PortFailure {
    Path path = Path.of(port);
    if (!Files.exists(path)) {
      throw missing();
    }
    if (!Files.isReadable(path) || !Files.isWritable(path)) {
      throw noPermission();
    }
    try {
      return open(SerialPort.getCommPort(port), baud);
    } catch (SerialPortInvalidPortException e) {
      throw missing();
    } catch (LinkageError e) {
      throw new PortFailure(
          Reason.NO_DRIVER,
          "the library for serial ports cannot be loaded; it is unpacked into java.io.tmpdir,"
              + " which must allow execution: "
              + e.getMessage());
    }
  }

  private static PortFailure missing() {
    return new PortFailure(Reason.MISSING, "it is not there");
  }

  private static PortFailure noPermission() {
    return new PortFailure(
        Reason.NO_PERMISSION,
        "this user may not use it; type: sudo usermod -aG dialout $USER, then log in again");
  }

  private static PortDevice open(SerialPort port, int baud) throws PortFailure {
    port.setComPortParameters(baud, DATA_BITS, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, PortDevice.READ_MILLIS, 0);
    if (!port.openPort(0)) {
      throw refusal(port.getLastErrorCode(), baud);
    }
    return new Device(port);
  }

  /** What an error code of the system means for the operator. */
  static PortFailure refusal(int code, int baud) {
    return switch (code) {
      case EACCES -> noPermission();
      // the library itself says "no such file" for a port that this process has open
      case ENOENT, EAGAIN, EBUSY ->
          new PortFailure(Reason.BUSY, "another program or link has it open");
      // a device file that stayed when its device went
      case ENXIO, ENODEV -> missing();
      case EISDIR, ENOTTY -> new PortFailure(Reason.REFUSED, "it is not a serial port");
      default ->
          new PortFailure(
              Reason.REFUSED, "the driver refuses it at " + baud + " baud (error " + code + ")");
    };
  }

  /** What the system knows of its ports, without opening them. */
  static List<Found> ports() {
    return Arrays.stream(SerialPort.getCommPorts()).map(JSerialComm::found).toList();
  }

  private static Found found(SerialPort port) {
    return new Found(
        port.getSystemPortPath(),
        port.getPortDescription(),
        port.getManufacturer(),
        port.getSerialNumber(),
        port.getVendorID(),
        port.getProductID());
  }

  /**
   * A port of the system.
   *
   * @param vendorId of USB; negative where it is no USB port
   */
  record Found(
      String path,
      String description,
      String manufacturer,
      String serialNumber,
      int vendorId,
      int productId) {}

  private record Device(SerialPort port) implements PortDevice {
    @Override
    public int read(byte[] buffer) throws PortFailure {
      int count = port.readBytes(buffer, buffer.length);
      if (count < 0) {
        throw new PortFailure(Reason.HUNG_UP, "it was unplugged or hung up");
      }
      return count;
    }

    @Override
    public void write(byte[] octets) throws PortFailure {
      if (port.writeBytes(octets, octets.length) != octets.length) {
        throw new PortFailure(Reason.HUNG_UP, "it was unplugged or hung up");
      }
    }

    @Override
    public int unsentOctets() {
      return Math.max(0, port.bytesAwaitingWrite());
    }

    @Override
    public void close() {
      port.closePort();
    }
  }
}
