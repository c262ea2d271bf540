package io.flagpost.verdicts;

import static io.flagpost.testing.Futures.await;

import io.flagpost.verdicts.Refolds.Wish;
import org.jspecify.annotations.Nullable;

/** Has states made again, as the admin API does. */
final class Refoldings {
  private Refoldings() {}

  /** Asks for it; tells its number. */
  static long start(
      VerdictRig rig, String check, @Nullable Integer shard, @Nullable SoughtKey key) {
    Refolds refolds = new Refolds(rig.pool, () -> rig.catalog, () -> {});
    long id =
        await(
            refolds
                .prepare(new Wish(check, shard, key))
                .compose(
                    prepared ->
                        rig.pool.withTransaction(
                            connection -> refolds.request(connection, prepared, "somebody"))));
    rig.lookForRefolds();
    return id;
  }

  /** How far it is. */
  static Refold show(VerdictRig rig, long id) {
    return await(RefoldTable.show(rig.pool, id, 1)).get(0);
  }

  /** Waits until it is done. */
  static Refold untilDone(VerdictRig rig, long id) {
    rig.until(() -> show(rig, id).state() == Refold.State.DONE);
    return show(rig, id);
  }
}
