package dev.mqttsn.sim.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fleet is made of.
 *
 * @param rampUpMillis over which the nodes make their first connections
 */
record Scenario(String name, String description, long rampUpMillis, List<Group> groups) {

  /** How many nodes of which group, in the scenario's order, for a fleet of that size. */
  List<Integer> sizes(int nodes) {
    int counted = groups.stream().mapToInt(Group::count).sum();
    int shares = groups.stream().mapToInt(Group::share).sum();
    int left = shares == 0 ? 0 : Math.max(0, nodes - counted);
    List<Integer> sizes = new ArrayList<>();
    int sharesSoFar = 0;
    int givenSoFar = 0;
    for (Group group : groups) {
      if (group.share() == 0) {
        sizes.add(group.count());
        continue;
      }
      sharesSoFar += group.share();
      int upTo = (int) ((long) left * sharesSoFar / shares);
      sizes.add(upTo - givenSoFar);
      givenSoFar = upTo;
    }
    return List.copyOf(sizes);
  }

  Scenario withRampUp(long millis) {
    return new Scenario(name, description, millis, groups);
  }

  Scenario withLoss(double loss) {
    return new Scenario(
        name,
        description,
        rampUpMillis,
        groups.stream().map(g -> g.withRadio(g.radio().withLoss(loss))).toList());
  }
}
