package io.flagpost.identity;

import io.flagpost.admin.Problem;
import java.util.Locale;
import java.util.Optional;

/** What a new password must be like: long rather than motley (NIST SP 800-63B). */
final class PasswordRules {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 1024;

  private PasswordRules() {}

  /**
   * What is wrong with a new password; empty if nothing is.
   *
   * @param field the field that it came in
   * @param account the name of the account that it is for
   */
  static Optional<Problem> problem(String field, String password, String account) {
    String normal = PasswordHasher.normal(password);
    int length = normal.codePointCount(0, normal.length());
    if (length < SHORTEST || length > LONGEST) {
      return Optional.of(
          Problem.invalid(
              field,
              String.format(Locale.ROOT, "must have %d to %d characters", SHORTEST, LONGEST)));
    }
    if (normal.strip().equalsIgnoreCase(account)) {
      return Optional.of(Problem.invalid(field, "must not be the account's name"));
    }
    return Optional.empty();
  }
}
