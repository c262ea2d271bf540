package io.flagpost.verdicts;

import static io.flagpost.telemetry.store.StoreRequests.request;
import static io.flagpost.testing.Futures.await;

import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.telemetry.store.StoreRequests;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Re-checks of stored records by checks that a test scripts. */
@Timeout(120)
abstract class RecheckFixture {
  final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  static final StoredRange ALL = new StoredRange(null, Instant.EPOCH, Instant.MAX);
  static final String VERDICTS =
      "SELECT concat_ws(' ', data_group, check_id, check_version, mode, v.flags)"
          + " FROM verdict v JOIN telemetry USING (record_id) ORDER BY verdict_id";

  VerdictRig rig;

  @BeforeEach
  void open() {
    rig = new VerdictRig();
    rig.clock.set(now); // or all that is pending would be given up
  }

  @AfterEach
  void close() {
    rig.close();
  }

  static RecheckReport run(Verdicts node, String pluginId, StoredRange range, boolean dryRun) {
    return await(node.recheck().run(pluginId, range, dryRun, progress -> {}));
  }

  static StoreRequests group(String group) {
    return request().group(group);
  }
}
