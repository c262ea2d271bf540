package io.flagpost.admin.identity;

import io.flagpost.admin.api.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of roles, and their order. */
final class Roles {
  /** Each role has the rights of those before it. */
  private static final List<Role> RISING = List.of(Role.ANALYST, Role.AUDITOR, Role.ADMIN);

  private Roles() {}

  static String text(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** The role of this name; empty if there is none. */
  static Optional<Role> named(String text) {
    return RISING.stream().filter(role -> text(role).equals(text)).findFirst();
  }

  /** The role that the database or a checked request names. */
  static Role of(String text) {
    return named(text).orElseThrow(() -> new IllegalArgumentException("No such role"));
  }

  static boolean exceeds(Role role, Role limit) {
    return RISING.indexOf(role) > RISING.indexOf(limit);
  }

  static Role lesser(Role one, Role other) {
    return exceeds(one, other) ? other : one;
  }
}
