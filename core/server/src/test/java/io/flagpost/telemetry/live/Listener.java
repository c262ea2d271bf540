package io.flagpost.telemetry.live;

import static io.flagpost.testing.Futures.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Somebody who listens, whose connection is cut after any event, and who comes back behind the last
 * one that came whole.
 */
final class Listener {
  private final LiveRecords live;
  private final RecordFilter filter;
  private final SqlCondition limit;
  private final SplittableRandom random;
  private LivePosition position = new LivePosition(0, 0);

  /** The ids of the records that were told as new, in that order. */
  final List<Long> records = new ArrayList<>();

  /** The verdicts that were told, by their place. */
  final List<Long> verdicts = new ArrayList<>();

  /** What was told of each record last. */
  final Map<Long, List<String>> flags = new TreeMap<>();

  /** How many were left out: of records, of verdicts. */
  final Map<String, Long> omitted = new TreeMap<>();

  Listener(LiveRecords live, RecordFilter filter, SqlCondition limit, SplittableRandom random) {
    this.live = live;
    this.filter = filter;
    this.limit = limit;
    this.random = random;
  }

  /** Listens for a moment, and may be cut; not at all while nobody can tell how far it may go. */
  void listen() {
    LivePosition horizon;
    try {
      horizon = await(live.now());
    } catch (StoreUnavailableException waiting) {
      return;
    }
    LivePage page = next(horizon);
    int seen =
        random.nextBoolean() ? page.events().size() : random.nextInt(page.events().size() + 1);
    hear(page, seen);
  }

  /** Listens until all was told. */
  void listenToTheEnd(LivePosition horizon) {
    LivePage page = next(horizon);
    hear(page, page.events().size());
  }

  private LivePage next(LivePosition horizon) {
    return await(live.next(position, position.orFurther(horizon), filter, limit));
  }

  private void hear(LivePage page, int seen) {
    for (LiveEvent event : page.events().subList(0, seen)) {
      position = event.position();
      JsonNode record = event.data().path("record");
      switch (event.type()) {
        case RECORD -> records.add(record.path("id").asLong());
        case VERDICT -> verdicts.add(event.position().verdictId());
        case OMITTED -> {
          JsonNode left = event.data().path("omitted");
          omitted.merge(left.path("of").asText(), left.path("count").asLong(), Long::sum);
        }
      }
      if (!record.isMissingNode()) {
        List<String> codes = new ArrayList<>();
        record.path("red_flags").forEach(code -> codes.add(code.asText()));
        flags.put(record.path("id").asLong(), codes);
      }
    }
    if (seen == page.events().size()) {
      position = page.reached();
    }
  }
}
