package io.flagpost.admin.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.DbTimestamps;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations that read and verify the audit log; none of them writes to it. */
public final class AuditOperations {
  private static final Sql SELECT =
      Sql.of(
          """
      SELECT number, at, actor_kind, actor_name AS actor, account_id, credential, role, address,
             action, target, before::text AS before, after::text AS after
        FROM audit_entry""");

  private static final Listing ENTRIES =
      new Listing(SELECT, "number", "bigint", Reach.WHOLE, AuditOperations::entry)
          .filteredBy("actor", "actor = $1")
          .filteredBy("action", "starts_with(action, $1)")
          .filteredBy("target", "target = $1")
          .filteredBy("from", "at >= $1::timestamptz")
          .filteredBy("to", "at < $1::timestamptz")
          .sortedBy("number", "number", "bigint");

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Pool pool;
  private final AuditVerifier verifier;

  public AuditOperations(Pool pool, AuditVerifier verifier) {
    this.pool = pool;
    this.verifier = verifier;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of(
        "listAuditEntries",
        request -> ENTRIES.page(pool, request).map(AdminAnswer::ok),
        "getAuditEntry",
        this::show,
        "verifyAuditLog",
        request -> verifier.verify().map(report -> AdminAnswer.ok(json(report))));
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    String number = request.pathParameter("number");
    return Sql.format(
            "%s WHERE %s", SELECT, SqlCondition.equal("number", Long.valueOf(number)).sql())
        .execute(pool)
        .map(
            rows -> {
              for (Row row : rows) {
                return AdminAnswer.ok(entry(row));
              }
              throw new ProblemException(Problem.notFound("audit entry " + number));
            });
  }

  private static ObjectNode entry(Row row) {
    ObjectNode entry = JsonNodeFactory.instance.objectNode();
    entry.put("number", row.getLong("number"));
    entry.put("at", TimestampText.shortest(DbTimestamps.of(row, "at")));
    entry.put("actor_kind", row.getString("actor_kind"));
    entry.put("actor", row.getString("actor"));
    entry.put("account_id", row.getLong("account_id"));
    entry.put("credential", row.getString("credential"));
    entry.put("role", row.getString("role"));
    entry.put("address", row.getString("address"));
    entry.put("action", row.getString("action"));
    entry.put("target", row.getString("target"));
    entry.set("before", parse(row.getString("before")));
    entry.set("after", parse(row.getString("after")));
    return entry;
  }

  private static @Nullable JsonNode parse(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL takes no such JSON", e);
    }
  }

  private static ObjectNode json(AuditReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("valid", report.valid());
    json.put("entries", report.entries());
    if (report.entries() == 0) {
      json.putNull("head");
    } else {
      json.putObject("head")
          .put("number", report.head().number())
          .put("at", report.head().at().toString())
          .put("mac", HexFormat.of().formatHex(report.head().mac()));
    }
    json.put("checkpoints", report.checkpoints());
    AuditProblem problem = report.problem();
    if (problem == null) {
      json.putNull("problem");
    } else {
      json.putObject("problem")
          .put("entry", problem.entry())
          .put("kind", problem.kind().text())
          .put("explanation", problem.explanation());
    }
    report.warnings().forEach(json.putArray("warnings")::add);
    json.put("checkpoint_public_key", report.checkpointKey().text());
    json.put("checkpoint_fingerprint", report.checkpointKey().fingerprint());
    return json;
  }
}
