package dev.mqttsn.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of octets with value equality: a payload, a name as it came, a wireless node id.
 */
public final class Octets {
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps without a copy: the caller gives the array away. */
  public static Octets wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes);
  }

  public static Octets utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes all that remains in the buffer. */
  public static Octets remaining(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return wrap(bytes);
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  public int at(int index) {
    return bytes[index] & 0xFF;
  }

  public Octets prefix(int length) {
    return wrap(Arrays.copyOf(bytes, length));
  }

  public void writeTo(ByteBuffer out) {
    out.put(bytes);
  }

  /** The array itself, for adapters that pass it on; nobody may change it. */
  public byte[] array() {
    return bytes;
  }

  /** The text, or null where the octets are no valid UTF-8 or hold U+0000, which MQTT forbids. */
  public String text() {
    String ascii = ascii();
    if (ascii != null) {
      return ascii;
    }
    try {
      CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      String text = chars.toString();
      return text.indexOf('\0') < 0 ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private String ascii() {
    for (byte b : bytes) {
      if (b <= 0) {
        return null;
      }
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
