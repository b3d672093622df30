package dev.mqttsn.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The notation of the plays for a message: hex octets as in the fact sheet, 'text' for its UTF-8,
 * LL for the length of the whole (255 at most), and names for words known by then, as in {@code LL
 * 0C 20 TT TT 00 02 'hi'}.
 */
final class Script {
  private Script() {}

  /** The octets of a script; every name in it must be among the words. */
  static byte[] octets(String script, Map<String, Integer> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean measured = false;
    List<String> tokens = tokens(script);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (token.startsWith("'")) {
        out.writeBytes(token.substring(1).getBytes(StandardCharsets.UTF_8));
      } else if (token.equals("LL")) {
        measured = true;
        out.write(0);
      } else if (words.containsKey(token)) {
        int word = words.get(token);
        out.write(word >> 8);
        out.write(word);
        i++;
      } else {
        out.write(Integer.parseInt(token, 16));
      }
    }
    byte[] octets = out.toByteArray();
    if (measured) {
      octets[0] = (byte) octets.length;
    }
    return octets;
  }

  private static List<String> tokens(String script) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < script.length()) {
      int end;
      if (script.charAt(at) == '\'') {
        end = script.indexOf('\'', at + 1);
        tokens.add(script.substring(at, end));
      } else {
        end = script.indexOf(' ', at);
        end = end < 0 ? script.length() : end;
        if (end > at) {
          tokens.add(script.substring(at, end));
        }
      }
      at = end + 1;
    }
    return tokens;
  }
}
