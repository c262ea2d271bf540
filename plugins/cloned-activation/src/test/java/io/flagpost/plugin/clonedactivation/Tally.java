package io.flagpost.plugin.clonedactivation;

import java.util.Map;
import java.util.TreeMap;

/** How often what happened. */
final class Tally {
  int records;
  int flagged;
  int reference;
  int complete;
  int missed;
  final Map<String, Integer> missedSigns = new TreeMap<>();
  int otherLast;
  int otherEvidence;
  int moreThanStored;
  int lessThanStored;

  void print(String of) {
    System.out.println(
        of
            + ": "
            + records
            + " records, "
            + complete
            + " with a complete memory; flagged "
            + flagged
            + ", by the reference "
            + reference
            + "; missed "
            + missedSigns
            + ", another last record "
            + otherLast
            + ", another earlier record named "
            + otherEvidence
            + "; over what is stored, more "
            + moreThanStored
            + ", less "
            + lessThanStored);
  }
}
