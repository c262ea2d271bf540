package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.telemetry.query.RecordSearch;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The operations of {@code openapi/admin/telemetry.yaml}. */
public final class TelemetryOperations {
  private final RecordSearch search;
  private final Clock clock;

  /**
   * @param search finds and reads records
   */
  public TelemetryOperations(RecordSearch search, Clock clock) {
    this.search = search;
    this.clock = clock;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of(
        "searchTelemetry",
        new TelemetrySearch(search)::perform,
        "showTelemetryTimeline",
        new TelemetryTimeline(search, clock)::perform,
        "showTelemetryRecord",
        this::show);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    UUID id = UUID.fromString(request.pathParameter("record_id"));
    SqlCondition limit = TelemetrySearch.REACH.within(request.scope());
    return search
        .read(
            client ->
                WholeRecord.find(client, limit, id)
                    .map(found -> only(id, found))
                    .compose(
                        record ->
                            Neighbours.of(client, limit, record)
                                .map(around -> AdminAnswer.ok(record.set("around", around)))))
        .recover(failure -> Future.failedFuture(TelemetrySearch.problem(failure)));
  }

  /** A sender may give several records one event id. */
  private static ObjectNode only(UUID id, List<ObjectNode> found) {
    if (found.isEmpty()) {
      throw new ProblemException(Problem.notFound("record or event " + id));
    }
    if (found.size() > 1) {
      throw new ProblemException(
          Problem.conflict(
              "Several records have this event id, among them "
                  + found.stream()
                      .map(record -> record.path("record_id").asText())
                      .collect(Collectors.joining(" and "))));
    }
    return found.get(0);
  }
}
