package io.flagpost.admin.statistics;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.ProgressStream;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.statistics.Overview.Part;
import io.flagpost.statistics.Overview.Wish;
import io.flagpost.statistics.RebuildRunningException;
import io.flagpost.statistics.Rebuilding;
import io.flagpost.statistics.Statistics;
import io.flagpost.statistics.StatisticsRange;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations of {@code openapi/admin/statistics.yaml}. */
public final class StatisticsOperations {
  private static final Reach OF_PRODUCT = Reach.of(null, "id");

  /** With more than that, those that sent nothing are left out. */
  private static final int MOST_PRODUCTS = 1_000;

  private static final String PRODUCTS =
      "SELECT id, name FROM product WHERE %s ORDER BY id LIMIT " + MOST_PRODUCTS;

  private final Vertx vertx;
  private final Pool pool;
  private final Statistics statistics;
  private final Changes changes;
  private final Clock clock;

  /**
   * @param pool reads the names of products
   * @param changes logs who had counts made again
   */
  public StatisticsOperations(
      Vertx vertx, Pool pool, Statistics statistics, Changes changes, Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.statistics = statistics;
    this.changes = changes;
    this.clock = clock;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of(
        "showStatistics", this::show,
        "showTopStatistics", this::top,
        "compareStatistics", this::compare,
        "rebuildStatistics", this::rebuild);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    Wish wish = RequestedStatistics.wish(request, clock.instant());
    Future<Map<Long, String>> products =
        wish.parts().contains(Part.PRODUCTS) ? products(request) : Future.succeededFuture(Map.of());
    return statistics
        .overview(wish, RequestedStatistics.within(request))
        .compose(
            overview ->
                products.map(names -> AdminAnswer.ok(OverviewJson.of(wish, overview, names))));
  }

  private Future<Map<Long, String>> products(AdminRequest request) {
    SqlCondition which =
        request
            .queryParameter("product_id")
            .map(id -> SqlCondition.equal("id", Long.parseLong(id)))
            .orElse(SqlCondition.TRUE)
            .and(OF_PRODUCT.within(request.scope()));
    return Sql.format(PRODUCTS, which.sql())
        .execute(pool)
        .map(
            rows -> {
              Map<Long, String> names = new LinkedHashMap<>();
              rows.forEach(row -> names.put(row.getLong("id"), row.getString("name")));
              return names;
            });
  }

  private Future<AdminAnswer> top(AdminRequest request) {
    StatisticsRange range = RequestedStatistics.range(request, clock.instant());
    int most = request.queryParameter("limit").map(Integer::parseInt).orElseThrow();
    return statistics
        .top(range, RequestedStatistics.within(request), most)
        .map(top -> AdminAnswer.ok(StatisticsJson.of(top, range)));
  }

  private Future<AdminAnswer> compare(AdminRequest request) {
    LocalDate day = RequestedStatistics.day("day", request.queryParameter("day").orElseThrow());
    return statistics.compare(day).map(found -> AdminAnswer.ok(StatisticsJson.of(found)));
  }

  private Future<AdminAnswer> rebuild(AdminRequest request) {
    JsonNode wanted = request.requiredBody();
    LocalDate first = RequestedStatistics.day("from", wanted.path("from").asText());
    LocalDate last = RequestedStatistics.day("to", wanted.path("to").asText());
    if (last.isBefore(first)) {
      throw new ProblemException(Problem.invalid("to", "must not be before from"));
    }
    if (ChronoUnit.DAYS.between(first, last) > StatisticsRange.LONGEST.toDays()) {
      throw new ProblemException(Problem.invalid("to", "must be at most 366 days after from"));
    }
    return statistics
        .rebuild()
        .recover(failure -> Future.failedFuture(problem(failure)))
        .compose(
            rebuilding ->
                note(request, first, last, wanted)
                    .onFailure(unnoted -> rebuilding.release())
                    .map(noted -> stream(rebuilding, first, last)));
  }

  private AdminAnswer stream(Rebuilding rebuilding, LocalDate first, LocalDate last) {
    ProgressStream stream =
        new ProgressStream(
            vertx.getOrCreateContext(), StatisticsJson.of(new Rebuilding.Progress(null, 0, 0, 0)));
    return AdminAnswer.stream(
        ProgressStream.MEDIA_TYPE,
        open ->
            stream.write(
                open,
                rebuilding
                    .run(first, last, now -> stream.progress(StatisticsJson.of(now)))
                    .map(StatisticsJson::of),
                rebuilding::cancel));
  }

  private Future<Void> note(
      AdminRequest request, LocalDate first, LocalDate last, JsonNode wanted) {
    AuditEvent event =
        new AuditEvent("statistics.rebuild", "statistics/" + first + "/" + last, null, wanted);
    return changes.note(request.requiredActor(), request.address(), List.of(event));
  }

  private static Throwable problem(Throwable failure) {
    return failure instanceof RebuildRunningException
        ? new ProblemException(Problem.conflict("Statistics are being rebuilt already"))
        : failure;
  }
}
