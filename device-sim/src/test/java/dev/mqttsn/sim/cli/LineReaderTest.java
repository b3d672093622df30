package dev.mqttsn.sim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private final List<String> heard = new ArrayList<>();

  @Test
  void linesAreOctets() {
    read(new ByteArrayInputStream("a\n\nb\r\n\u00e9\rx".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(List.of("61", "", "62", "e90d78", "end"), heard);
  }

  @Test
  void tellsWhyItEnds() throws IOException {
    InputStream closed = InputStream.nullInputStream();
    closed.close();
    read(closed);
    assertEquals(List.of("Stream closed"), heard);
  }

  private void read(InputStream in) {
    new LineReader(in, line -> heard.add(line.toString()), why -> heard.add(why.orElse("end")))
        .run();
  }
}
