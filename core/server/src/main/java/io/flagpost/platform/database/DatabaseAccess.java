package io.flagpost.platform.database;

/**
 * The users with which a PostgreSQL is used.
 *
 * @param node works with the rows: everything that a running node does, except maintenance
 * @param maintenance owns the tables, and changes them: migrations, partitions, triggers. May be
 *     the same user
 */
public record DatabaseAccess(DatabaseSettings node, DatabaseSettings maintenance) {

  /** One user for everything. */
  public static DatabaseAccess ofOne(DatabaseSettings settings) {
    return new DatabaseAccess(settings, settings);
  }

  /**
   * The access to an external PostgreSQL.
   *
   * @param node the settings for everything else
   * @param url the URL for maintenance; if it is empty (embedded), the node's
   * @param user the user for maintenance, if it is not in the URL; the node's user if empty
   * @param password its password, if it is not in the URL
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
