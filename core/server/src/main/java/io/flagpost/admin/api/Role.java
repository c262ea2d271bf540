package io.flagpost.admin.api;

/** What an account may do. */
public enum Role {
  ADMIN,
  ANALYST,
  AUDITOR;

  /** Whether this role has the permission. */
  public boolean may(Permission permission) {
    return switch (permission) {
      case SELF, READ -> true;
      case AUDIT -> this != ANALYST;
      case WRITE -> this == ADMIN;
    };
  }
}
