package dev.mqttsn.app.replay;

import java.util.Set;

/**
 * A replay in numbers.
 *
 * @param framesIn messages of nodes that were played
 * @param older messages of sessions from before the capture, which were not
 * @param defects exceptions of the core
 * @param unknownPredefined predefined topic ids in use that nobody has told us
 */
public record Summary(
    int framesIn, int older, Answers answers, int defects, Set<Integer> unknownPredefined) {
  /**
   * The fresh gateway's messages, against the captured ones.
   *
   * @param missing captured ones without a counterpart
   */
  public record Answers(int same, int different, int missing, int additional) {}

  /** Whether the fresh gateway did all that the captured one did and nothing else. */
  public boolean nothingDiffers() {
    return answers.different() + answers.missing() + answers.additional() + defects == 0;
  }
}
