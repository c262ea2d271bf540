package io.flagpost.platform.database;

/**
 * As whom a PostgreSQL is used.
 *
 * @param node works with the rows; all that a running node does but what maintenance is for
 * @param maintenance owns the tables, and changes them: migrations, partitions, triggers. May be
 *     the same
 */
public record DatabaseAccess(DatabaseSettings node, DatabaseSettings maintenance) {

  /** One user for everything. */
  public static DatabaseAccess ofOne(DatabaseSettings settings) {
    return new DatabaseAccess(settings, settings);
  }

  /**
   * Of a given PostgreSQL.
   *
   * @param node for everything else
   * @param url where maintenance is done; of the embedded kind: where everything else is
   * @param user who does it, if that is not in its URL; empty with such a URL: the node's user
   * @param password its password, if that is not in its URL
   */
  public static DatabaseAccess of(
      DatabaseSettings node, DatabaseUrl url, String user, String password) {
    if (!url.isEmbedded()) {
      return new DatabaseAccess(node, DatabaseSettings.of(url, user, password));
    }
    return user.isEmpty()
        ? ofOne(node)
        : new DatabaseAccess(node, new DatabaseSettings(node.url(), user, password));
  }

  /** Whether one user does everything. */
  public boolean isOfOneUser() {
    return node.user().equals(maintenance.user());
  }
}
