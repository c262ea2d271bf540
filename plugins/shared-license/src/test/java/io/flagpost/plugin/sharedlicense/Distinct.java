package io.flagpost.plugin.sharedlicense;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Collects distinct values of which most repeat the previous one: those cost a comparison, not a
 * look-up.
 */
final class Distinct {
  private final Set<String> values = new HashSet<>();
  private Optional<String> last = Optional.empty();

  void add(Optional<String> value) {
    if (!value.equals(last)) {
      last = value;
      value.ifPresent(values::add);
    }
  }

  int count() {
    return values.size();
  }
}
