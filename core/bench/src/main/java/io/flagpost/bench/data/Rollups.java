package io.flagpost.bench.data;

/** Whether a gateway counts what it receives: there is no setting for that. Blocking. */
public final class Rollups {
  /** As if another node, which is somewhere else, counted. */
  private static final String WITHHOLD =
      """
      INSERT INTO follower (name, shard, decided, checkpoint, layout, fence, owner, lease_until,
          updated_at)
        VALUES ('statistics', 0, 0, 0, '', 1, gen_random_uuid(), 'infinity', now())
        ON CONFLICT (name, shard) DO UPDATE
          SET owner = excluded.owner, lease_until = excluded.lease_until,
              fence = follower.fence + 1""";

  private Rollups() {}

  /** Has gateways with this database not count. */
  public static void withhold(Database database) {
    database.run(connection -> Database.execute(connection, WITHHOLD));
  }
}
