package dev.mqttsn.app.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Two sequences laid side by side, in order. Where they part, the nearest place within a window at
 * which they agree again is looked for; what lies between is paired by likeness.
 */
final class Alignment<T> {
  private static final int WINDOW = 64;

  /** What came of it. */
  interface Findings<T> {
    void same(T captured, T fresh);

    void different(T captured, T fresh);

    void missing(T captured);

    void additional(T fresh);
  }

  private final BiPredicate<T, T> same;
  private final BiPredicate<T, T> similar;
  private final Findings<T> findings;

  Alignment(BiPredicate<T, T> same, BiPredicate<T, T> similar, Findings<T> findings) {
    this.same = same;
    this.similar = similar;
    this.findings = findings;
  }

  void align(List<T> captured, List<T> fresh) {
    int i = 0;
    int j = 0;
    while (i < captured.size() && j < fresh.size()) {
      if (same.test(captured.get(i), fresh.get(j))) {
        findings.same(captured.get(i++), fresh.get(j++));
        continue;
      }
      int[] skip = nearestAgreement(captured, i, fresh, j);
      gap(captured.subList(i, i + skip[0]), fresh.subList(j, j + skip[1]));
      i += skip[0];
      j += skip[1];
    }
    gap(captured.subList(i, captured.size()), fresh.subList(j, fresh.size()));
  }

  /** How many of each to pass over; one of each where nothing agrees within the window. */
  private int[] nearestAgreement(List<T> captured, int i, List<T> fresh, int j) {
    for (int skipped = 1; skipped <= WINDOW; skipped++) {
      for (int a = 0; a <= skipped; a++) {
        int b = skipped - a;
        if (i + a < captured.size()
            && j + b < fresh.size()
            && same.test(captured.get(i + a), fresh.get(j + b))) {
          return new int[] {a, b};
        }
      }
    }
    return new int[] {1, 1};
  }

  private void gap(List<T> captured, List<T> fresh) {
    List<T> rest = new ArrayList<>(fresh);
    for (T each : captured) {
      int like = indexOfSimilar(each, rest);
      if (like < 0) {
        findings.missing(each);
      } else {
        findings.different(each, rest.remove(like));
      }
    }
    rest.forEach(findings::additional);
  }

  private int indexOfSimilar(T captured, List<T> rest) {
    for (int i = 0; i < Math.min(WINDOW, rest.size()); i++) {
      if (similar.test(captured, rest.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
