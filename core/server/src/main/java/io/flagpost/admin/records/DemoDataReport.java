package io.flagpost.admin.records;

import java.util.List;

/**
 * What {@link DemoDataRemoval} did, or would do.
 *
 * @param adopted whether the database was not in production before
 * @param taken what was removed, kind by kind
 * @param stays what stays, in sentences
 * @param hasAccounts whether anybody can sign in afterwards
 */
public record DemoDataReport(
    boolean adopted, List<Taken> taken, List<String> stays, boolean hasAccounts) {

  public DemoDataReport {
    taken = List.copyOf(taken);
    stays = List.copyOf(stays);
  }

  /**
   * What was removed of one kind; at least one.
   *
   * @param kind in the plural, such as {@code licenses}
   * @param names their names for people
   */
  public record Taken(String kind, List<String> names) {
    public Taken {
      names = List.copyOf(names);
    }
  }

  /** Whether there was nothing to do. */
  public boolean isEmpty() {
    return !adopted && taken.isEmpty();
  }
}
