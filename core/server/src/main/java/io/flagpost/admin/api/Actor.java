package io.flagpost.admin.api;

import org.jspecify.annotations.Nullable;

/**
 * Who performs an operation.
 *
 * @param kind how it proved itself
 * @param name the account's name, or another name for an actor without one; at most 255 characters
 * @param accountId the account, or null where there is none
 * @param credential the public id of the session or token used; null where there is none
 * @param role the role that grants its permissions
 * @param scope the products and environments that it is limited to
 */
public record Actor(
    Kind kind,
    String name,
    @Nullable Long accountId,
    @Nullable String credential,
    Role role,
    Scope scope) {

  /** How an actor proved itself. */
  public enum Kind {
    /** Signed in with a password. */
    ACCOUNT,
    /** A personal access token. */
    TOKEN,
    /** A token of the external OpenID issuer. */
    EXTERNAL,
    /** A command that works on the database itself. */
    COMMAND,
    /** The gateway. */
    GATEWAY
  }

  /**
   * Who it is, whatever it proved itself with: sessions and tokens of one account are one, because
   * whoever has an account can make any number.
   */
  public String reader() {
    return kind == Kind.EXTERNAL ? "external " + name : name;
  }

  /** A command, such as {@code admin create}, run by somebody with access to the database. */
  public static Actor command(String name) {
    return new Actor(Kind.COMMAND, name, null, null, Role.ADMIN, Scope.UNLIMITED);
  }

  /** The gateway itself. */
  public static Actor gateway() {
    return new Actor(Kind.GATEWAY, "flagpost", null, null, Role.ADMIN, Scope.UNLIMITED);
  }
}
