package dev.mqttsn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The core does no IO, starts no thread, reads no clock and rolls no dice of its own. */
final class PurityTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  private static final Pattern STRING_OR_COMMENT =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\\n])*\"|/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);

  /** What may not be named, and a line that names it. */
  private record Ban(String what, String regex, String sample) {
    boolean isIn(String line) {
      return Pattern.compile(regex).matcher(line).find();
    }
  }

  private static final List<Ban> BANS =
      List.of(
          ban("java.net", "\\bjava\\.net\\b", "import java.net.InetSocketAddress;"),
          ban("java.io", "\\bjava\\.io\\b", "import java.io.IOException;"),
          ban("java.nio.file", "\\bjava\\.nio\\.file\\b", "import java.nio.file.Files;"),
          ban("java.nio.channels", "\\bjava\\.nio\\.channels\\b", "java.nio.channels.Channel c;"),
          ban("Thread", "\\bThread(Local)?\\b", "Thread.sleep(1);", "ThreadLocal<String> t;"),
          ban(
              "java.util.concurrent",
              "\\bjava\\.util\\.concurrent\\b",
              "import java.util.concurrent.atomic.AtomicLong;"),
          ban("synchronized", "\\bsynchronized\\b", "  synchronized void onFrame() {"),
          ban(
              "System's clocks",
              "\\b(currentTimeMillis|nanoTime)\\b",
              "long now = System.currentTimeMillis();",
              "import static java.lang.System.nanoTime;"),
          ban(
              "java.time's clocks",
              "\\bClock\\b|\\bjava\\.time\\.\\*|\\.now\\(",
              "import java.time.Clock;",
              "Instant t = Instant.now();",
              "import java.time.*;"),
          ban("Math.random", "\\bMath\\.random\\b", "double d = Math.random();"),
          ban(
              "random numbers without a seed",
              "\\bnew (Splittable)?Random\\(\\)|\\bRandomGenerator\\.(getDefault|of)\\b",
              "Random r = new Random();",
              "var r = new SplittableRandom();",
              "var r = RandomGenerator.getDefault();"),
          ban(
              "ThreadLocalRandom",
              "\\bThreadLocalRandom\\b",
              "ThreadLocalRandom.current().next();"),
          ban("SecureRandom", "\\bSecureRandom\\b", "new java.security.SecureRandom(seed);"),
          ban("UUID.randomUUID", "\\brandomUUID\\b", "UUID.randomUUID();"),
          ban(
              "System.out, err and in",
              "\\bSystem\\.(out|err|in)\\b",
              "System.out.println();",
              "System.err.println();"),
          ban("slf4j", "\\borg\\.slf4j\\b", "import org.slf4j.Logger;"),
          ban("Netty", "\\bio\\.netty\\b", "import io.netty.buffer.ByteBuf;"));

  private static Ban ban(String what, String regex, String... samples) {
    return new Ban(what, regex, String.join("\n", samples));
  }

  @Test
  void theCoreIsPure() throws IOException {
    List<Path> files = sources();
    assertTrue(files.size() > 30, () -> "sources of the core in " + SOURCES + ": " + files.size());
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      for (String finding : scan(Files.readString(file))) {
        found.add(SOURCES.relativize(file) + ": " + finding);
      }
    }
    assertEquals(List.of(), found);
  }

  @TestFactory
  Stream<DynamicTest> theScannerFinds() {
    return BANS.stream()
        .flatMap(
            ban ->
                ban.sample()
                    .lines()
                    .map(line -> dynamicTest(ban.what() + ": " + line, () -> finds(ban, line))));
  }

  private static void finds(Ban ban, String line) {
    String source = "package p;\n\nfinal class C {\n" + line + "\n}\n";
    assertTrue(scan(source).contains("line 4: " + ban.what()), () -> scan(source).toString());
  }

  @Test
  void aStringThatLooksLikeACommentHidesNothing() {
    assertEquals(
        List.of("line 1: Thread", "line 2: Thread"),
        scan("f(\"a\\\"/*\", Thread.currentThread());\ng(\"mqtt://\", new Thread());\n"));
  }

  @Test
  void theScannerLeavesTheRestAlone() {
    String source =
        """
        import java.nio.ByteBuffer;
        import java.util.random.RandomGenerator;
        // no Thread, no System.out here
        /* nor Clock */
        /**
         * Nor io.netty.
         */
        final class Quiet {
          String text = "not thread-safe";
        }
        """;
    assertEquals(List.of(), scan(source));
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> tree = Files.walk(SOURCES)) {
      return tree.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** What is banned, by line; comments may speak of it. */
  private static List<String> scan(String source) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : withoutComments(source).split("\n", -1)) {
      number++;
      for (Ban ban : BANS) {
        if (ban.isIn(line)) {
          found.add("line " + number + ": " + ban.what());
        }
      }
    }
    return found;
  }

  /** Comments become blanks; lines keep their numbers, and strings what looks like a comment. */
  private static String withoutComments(String source) {
    return STRING_OR_COMMENT.matcher(source).replaceAll(PurityTest::withoutComment);
  }

  private static String withoutComment(MatchResult stringOrComment) {
    String text = stringOrComment.group();
    return text.startsWith("/")
        ? "\n".repeat((int) text.chars().filter(c -> c == '\n').count())
        : Matcher.quoteReplacement(text);
  }
}
