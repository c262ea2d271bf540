package io.flagpost.plugin.sharedlicense;

import java.util.HashSet;
import java.util.Set;

/** Collects values of which most say the same as the one before, at the price of comparing these. */
final class Distinct {
  private final Set<String> values = new HashSet<>();
  private String last = "";

  void add(String value) {
    if (!value.equals(last) || values.isEmpty()) {
      values.add(value);
      last = value;
    }
  }

  Set<String> values() {
    return values;
  }
}
