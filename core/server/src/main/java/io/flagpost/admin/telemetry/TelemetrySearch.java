package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.RecordPage;
import io.flagpost.telemetry.query.RecordPage.End;
import io.flagpost.telemetry.query.RecordSearch;
import io.flagpost.telemetry.query.SearchOrder;
import io.flagpost.telemetry.store.StoreUnavailableException;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Optional;

/** {@code searchTelemetry}: one page of a search. */
final class TelemetrySearch {
  /** Which records a limited caller sees. */
  static final Reach REACH = Reach.of("t.environment", "t.known_product_id");

  private final RecordSearch search;

  TelemetrySearch(RecordSearch search) {
    this.search = search;
  }

  /** A search for one page: whose filter and cursor are valid. */
  private record Wanted(RecordFilter filter, SearchOrder order, long beyond, int limit) {
    static Wanted of(AdminRequest request) {
      RecordFilter filter = RecordFilters.of(request);
      SearchOrder order =
          request.queryParameter("sort").filter("id"::equals).isPresent()
              ? SearchOrder.OLDEST_FIRST
              : SearchOrder.NEWEST_FIRST;
      Optional<String> cursor = request.queryParameter("cursor");
      return new Wanted(
          filter,
          order,
          cursor.map(text -> SearchCursor.parse(text, order, filter)).orElse(order.beginning()),
          request.queryParameter("limit").map(Integer::valueOf).orElseThrow());
    }

    ObjectNode answer(RecordPage page) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode items = json.putArray("items");
      page.records().forEach(items::add);
      boolean isComplete = page.end() == End.COMPLETE;
      json.put(
          "next_cursor", isComplete ? null : SearchCursor.text(order, filter, page.searchedTo()));
      json.put("end", page.end().name().toLowerCase(Locale.ROOT));
      if (isComplete) {
        json.putNull("searched_to");
      } else {
        json.putObject("searched_to")
            .put("id", page.searchedTo())
            .put("received_at", TimestampText.shortestOrNull(page.searchedToTime()));
      }
      return json;
    }
  }

  /** Performs {@code searchTelemetry}. */
  Future<AdminAnswer> perform(AdminRequest request) {
    return Future.succeededFuture(request)
        .map(Wanted::of)
        .compose(
            wanted ->
                search
                    .page(
                        REACH.within(request.scope()),
                        wanted.filter(),
                        wanted.order(),
                        wanted.beyond(),
                        wanted.limit())
                    .map(page -> AdminAnswer.ok(wanted.answer(page))))
        .recover(failure -> Future.failedFuture(problem(failure)));
  }

  /** What is away, or has too much to do, may be asked again. */
  static Throwable problem(Throwable failure) {
    return failure instanceof StoreUnavailableException
        ? new ProblemException(
            Problem.unavailable("The database does not answer in time, or too many search"))
        : failure;
  }
}
