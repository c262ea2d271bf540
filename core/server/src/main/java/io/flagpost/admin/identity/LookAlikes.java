package io.flagpost.admin.identity;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;
import com.ibm.icu.text.UnicodeSet;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps the names of accounts apart for people who read them in a list or an audit log, by the
 * rules and data of UTS #39 (Unicode Security Mechanisms): a name has no invisible characters and
 * is of one script, and no two look the same. Immutable; any thread.
 */
final class LookAlikes {
  private static final UnicodeSet CHARACTERS =
      new UnicodeSet(SpoofChecker.RECOMMENDED).addAll(" .-_@+").freeze();

  private final SpoofChecker checker =
      new SpoofChecker.Builder()
          .setChecks(
              SpoofChecker.RESTRICTION_LEVEL
                  | SpoofChecker.INVISIBLE
                  | SpoofChecker.MIXED_NUMBERS
                  | SpoofChecker.CHAR_LIMIT)
          .setRestrictionLevel(RestrictionLevel.HIGHLY_RESTRICTIVE)
          .setAllowedChars(CHARACTERS)
          .build();

  /** Why a name cannot be given to an account; empty if it can. */
  Optional<String> objection(AccountName name) {
    return name.text().contains("  ") || checker.failsChecks(name.text())
        ? Optional.of(
            "must have letters and digits of one script, and . - _ @ + or single spaces only")
        : Optional.empty();
  }

  /** One of these names that is another one but looks the same. */
  Optional<String> twin(AccountName name, Collection<String> names) {
    String skeleton = checker.getSkeleton(name.text());
    return names.stream()
        .filter(other -> !other.equals(name.text()))
        .filter(other -> checker.getSkeleton(other).equals(skeleton))
        .findFirst();
  }
}
