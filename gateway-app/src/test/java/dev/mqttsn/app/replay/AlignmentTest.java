package dev.mqttsn.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Letters are messages; those that differ only in case are similar. */
final class AlignmentTest {
  private static List<String> letters(String text) {
    return text.chars().mapToObj(Character::toString).toList();
  }

  private static String findings(String captured, String fresh) {
    List<String> found = new ArrayList<>();
    Alignment.Findings<String> findings =
        new Alignment.Findings<>() {
          @Override
          public void same(String one, String other) {
            found.add(one);
          }

          @Override
          public void different(String one, String other) {
            found.add(one + other);
          }

          @Override
          public void missing(String one) {
            found.add("-" + one);
          }

          @Override
          public void additional(String other) {
            found.add("+" + other);
          }
        };
    new Alignment<>(String::equals, String::equalsIgnoreCase, findings)
        .align(letters(captured), letters(fresh));
    return String.join(" ", found);
  }

  @ParameterizedTest
  @CsvSource({
    "abc,  abc,  a b c",
    "abc,  ac,   a -b c",
    "ac,   abc,  a +b c",
    "abc,  aBc,  a bB c",
    "abc,  axc,  a -b +x c",
    "ab,   ba,   +b a -b",
    "abc,  '',   -a -b -c",
    "'',   ab,   +a +b",
    "abcd, cd,   -a -b c d",
    "aabb, ab,   a -a b -b",
    "xyz,  abc,  -x +a -y +b -z +c"
  })
  void findsTheNearestAgreement(String captured, String fresh, String expected) {
    assertEquals(expected, findings(captured, fresh));
  }
}
