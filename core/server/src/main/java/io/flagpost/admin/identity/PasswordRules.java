package io.flagpost.admin.identity;

import io.flagpost.admin.api.Problem;
import io.flagpost.platform.passwords.NewPassword;
import io.flagpost.platform.passwords.Secrecy;
import java.util.List;
import java.util.Optional;

/** The rules for a new password of an account. */
final class PasswordRules {
  private PasswordRules() {}

  /**
   * The errors of a new password; empty if there are none. For a worker thread.
   *
   * @param field the field that contained it
   * @param account the name of the account that it is for
   */
  static Optional<Problem> problem(String field, String password, String account) {
    return NewPassword.weakness(password, Secrecy.ACCOUNT, List.of(account))
        .map(weakness -> Problem.invalid(field, weakness));
  }
}
