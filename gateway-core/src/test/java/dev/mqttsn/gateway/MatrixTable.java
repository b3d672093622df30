package dev.mqttsn.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The committed table of reactions: rows are messages, columns are client states. */
record MatrixTable(List<String> columns, Map<String, List<Cell>> rows) {
  private static final String FILE = "state-matrix.txt";

  /** What a node hears, what the broker gets, and the state afterwards; "=" for the same. */
  record Cell(String hears, String broker, String state) {
    static Cell parse(String text) {
      String[] parts = text.split("/", -1);
      assertEquals(3, parts.length, () -> "a cell has three parts: " + text);
      return new Cell(parts[0].strip(), parts[1].strip(), parts[2].strip());
    }

    Cell from(String stateBefore) {
      return state.equals("=") ? new Cell(hears, broker, stateBefore) : this;
    }

    @Override
    public String toString() {
      return hears + " / " + broker + " / " + state;
    }
  }

  static MatrixTable load() {
    List<String> columns = null;
    Map<String, List<Cell>> rows = new LinkedHashMap<>();
    for (String line : lines()) {
      List<String> fields = fields(line);
      List<String> cells = fields.subList(1, fields.size());
      if (columns == null) {
        columns = cells;
        continue;
      }
      assertEquals(columns.size(), cells.size(), line);
      assertNull(rows.put(fields.get(0), cells.stream().map(Cell::parse).toList()), line);
    }
    return new MatrixTable(columns, rows);
  }

  private static List<String> lines() {
    try (InputStream in = MatrixTable.class.getResourceAsStream(FILE)) {
      assertNotNull(in, FILE);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new AssertionError(FILE, e);
    }
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    for (String field : line.split("\\|", -1)) {
      fields.add(field.strip());
    }
    return fields;
  }
}
