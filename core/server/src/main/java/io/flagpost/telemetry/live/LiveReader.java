package io.flagpost.telemetry.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.JudgedRecords;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.RecordNews;
import io.flagpost.telemetry.query.RecordPage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events between two positions. Any thread.
 *
 * <p>Verdicts come first, on records that the listener has been told of, or could have been. A
 * record that comes after them is read after them, and so shows what they say: whatever is said of
 * a record last is told, as a verdict or with the record, and wherever the listener stops, it can
 * go on.
 */
final class LiveReader {
  private final RecordNews news;
  private final int wanted;
  private final int mostVerdicts;

  LiveReader(RecordNews news, LiveSettings settings) {
    this.news = news;
    this.wanted = settings.mostEvents();
    this.mostVerdicts = settings.mostVerdicts();
  }

  /** See {@link LiveRecords#next}. */
  Future<LivePage> next(
      LivePosition from, LivePosition upTo, RecordFilter filter, SqlCondition limit) {
    LivePosition judged = from.atVerdict(upTo.verdictId());
    return verdicts(from, upTo.verdictId(), filter, limit)
        .compose(
            told ->
                records(judged, upTo.recordId(), filter, limit)
                    .map(
                        records -> {
                          List<LiveEvent> events = new ArrayList<>(told);
                          events.addAll(records);
                          return new LivePage(events, upTo);
                        }));
  }

  private Future<List<LiveEvent>> verdicts(
      LivePosition from, long upTo, RecordFilter filter, SqlCondition limit) {
    long after = Math.max(from.verdictId(), upTo - mostVerdicts);
    boolean all = after == from.verdictId();
    return news.judged(limit, filter, after, upTo, from.recordId(), wanted)
        .map(
            found ->
                found
                    .map(judged -> verdicts(judged, all, from, upTo))
                    .orElseGet(() -> List.of(verdictsOmitted(null, null, from.atVerdict(upTo)))));
  }

  private static List<LiveEvent> verdicts(
      JudgedRecords judged, boolean all, LivePosition from, long upTo) {
    List<LiveEvent> events = new ArrayList<>();
    long omitted = judged.found() - judged.newest().size();
    if (omitted > 0 || !all) {
      long before = judged.newest().isEmpty() ? upTo : judged.newest().get(0).verdictId() - 1;
      events.add(
          verdictsOmitted(all ? omitted : null, all ? judged : null, from.atVerdict(before)));
    }
    for (JudgedRecords.Judged one : judged.newest()) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.set("verdict", one.verdict());
      data.set("record", one.record());
      events.add(new LiveEvent(LiveEvent.Type.VERDICT, from.atVerdict(one.verdictId()), data));
    }
    return events;
  }

  private static LiveEvent verdictsOmitted(
      @Nullable Long count, @Nullable JudgedRecords among, LivePosition position) {
    return omitted(
        "verdicts",
        count,
        among == null ? null : among.lowestId(),
        among == null ? null : among.highestId(),
        position);
  }

  private Future<List<LiveEvent>> records(
      LivePosition from, long upTo, RecordFilter filter, SqlCondition limit) {
    return upTo <= from.recordId()
        ? Future.succeededFuture(List.of())
        : news.newest(limit, filter, from.recordId(), upTo, wanted)
            .compose(
                page ->
                    page.end() == RecordPage.End.COMPLETE
                        ? Future.succeededFuture(records(page, from))
                        : rest(page, from, filter, limit)
                            .map(
                                events -> {
                                  events.addAll(records(page, from));
                                  return events;
                                }));
  }

  /** The newest were asked for first; the listener is told in the order of the ids. */
  private static List<LiveEvent> records(RecordPage page, LivePosition from) {
    List<LiveEvent> events = new ArrayList<>();
    for (int i = page.records().size() - 1; i >= 0; i--) {
      ObjectNode record = page.records().get(i);
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      data.set("record", record);
      events.add(
          new LiveEvent(LiveEvent.Type.RECORD, from.atRecord(record.get("id").longValue()), data));
    }
    return events;
  }

  /** What lies between where the listener was and how far down the search came. */
  private Future<List<LiveEvent>> rest(
      RecordPage page, LivePosition from, RecordFilter filter, SqlCondition limit) {
    long last = page.searchedTo() - 1;
    Future<OptionalLong> count =
        page.end() == RecordPage.End.TIME
            ? Future.succeededFuture(OptionalLong.empty())
            : news.count(limit, filter, from.recordId(), last);
    return count.map(
        found -> {
          List<LiveEvent> events = new ArrayList<>();
          if (found.orElse(1) > 0) {
            events.add(
                omitted(
                    "records",
                    found.isPresent() ? found.getAsLong() : null,
                    from.recordId() + 1,
                    last,
                    from.atRecord(last)));
          }
          return events;
        });
  }

  /**
   * What is not told.
   *
   * @param what records or verdicts
   * @param count how many; null if nobody knows
   * @param firstId the lowest id of a record among them, or a lower one; null if nobody knows
   * @param lastId the highest, or a higher one
   */
  private static LiveEvent omitted(
      String what,
      @Nullable Long count,
      @Nullable Long firstId,
      @Nullable Long lastId,
      LivePosition position) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.putObject("omitted")
        .put("of", what)
        .put("count", count)
        .put("first_id", firstId)
        .put("last_id", lastId);
    return new LiveEvent(LiveEvent.Type.OMITTED, position, data);
  }
}
