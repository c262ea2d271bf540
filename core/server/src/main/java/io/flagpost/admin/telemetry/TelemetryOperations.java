package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.query.RecordSearch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The operations of {@code openapi/admin/telemetry.yaml}. */
public final class TelemetryOperations {
  private final Pool pool;
  private final TelemetrySearch search;

  /**
   * @param pool reads records and verdicts
   * @param search finds records
   */
  public TelemetryOperations(Pool pool, RecordSearch search) {
    this.pool = pool;
    this.search = new TelemetrySearch(search);
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of("searchTelemetry", search::perform, "showTelemetryRecord", this::show);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    UUID id = UUID.fromString(request.pathParameter("record_id"));
    return WholeRecord.find(pool, id).map(found -> AdminAnswer.ok(only(id, found)));
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
