package io.flagpost.admin.identity;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;
import com.ibm.icu.text.UnicodeSet;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps account names distinguishable for people who read them in a list or an audit log, by the
 * rules and data of UTS #39 (Unicode Security Mechanisms): a name has no invisible characters and
 * uses one script, and no two names look the same. Immutable; any thread.
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

  /** Why a name is not allowed for an account; empty if it is. */
  Optional<String> objection(AccountName name) {
    return name.text().contains("  ") || checker.failsChecks(name.text())
        ? Optional.of(
            "must have letters and digits of one script, and . - _ @ + or single spaces only")
        : Optional.empty();
  }

  /** A different name among these that looks the same. */
  Optional<String> twin(AccountName name, Collection<String> names) {
    String skeleton = checker.getSkeleton(name.text());
    return names.stream()
        .filter(other -> !other.equals(name.text()))
        .filter(other -> checker.getSkeleton(other).equals(skeleton))
        .findFirst();
  }
}
