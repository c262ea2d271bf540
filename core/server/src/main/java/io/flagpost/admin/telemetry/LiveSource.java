package io.flagpost.admin.telemetry;

import io.flagpost.telemetry.live.LivePage;
import io.flagpost.telemetry.live.LiveRecords;
import io.flagpost.telemetry.query.RecordFilter;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;

/**
 * Where live streams have their events from.
 *
 * @param records finds them
 * @param encoders writes them down, away from the event loop
 */
record LiveSource(LiveRecords records, WorkerExecutor encoders, LiveLimits limits) {

  /**
   * A page as it is sent; nothing if there is no event in it.
   *
   * @param filter what is listened for
   */
  Future<String> text(LivePage page, RecordFilter filter) {
    return page.events().isEmpty()
        ? Future.succeededFuture("")
        : encoders.executeBlocking(() -> EventText.of(page, filter), false);
  }
}
