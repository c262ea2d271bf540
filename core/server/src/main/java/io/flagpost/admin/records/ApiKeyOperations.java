package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.SqlCondition;
import io.flagpost.platform.text.TimestampText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The operations on API keys. */
final class ApiKeyOperations {
  private static final RecordTable TABLE = ApiKeyRecords.TABLE;
  private static final long USUAL_OVERLAP_SECONDS = 24 * 60 * 60;

  private final Pool pool;
  private final ApiKeySecrets secrets;
  private final Clock clock;
  private final RecordEditor editor;
  private final Listing list = ApiKeyRecords.list();

  /** A record, and a secret that is shown only once. */
  private record WithSecret(ObjectNode record, String secret) {
    AdminAnswer answer(int status) {
      ObjectNode body = record.deepCopy().put("key", secret);
      return AdminAnswer.json(status, body)
          .withRevision(record.path("revision").asLong())
          .with("Cache-Control", "no-store");
    }

    @Override
    public String toString() {
      return "WithSecret[" + record.path("id") + "]";
    }
  }

  ApiKeyOperations(Pool pool, Changes changes, ApiKeySecrets secrets, Clock clock) {
    this.pool = pool;
    this.secrets = secrets;
    this.clock = clock;
    this.editor =
        new RecordEditor(
            changes,
            TABLE,
            "api-key",
            record -> "api-key/" + record.path("id").asText(),
            UnaryOperator.identity());
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listApiKeys", request -> list.page(pool, request).map(AdminAnswer::ok),
        "createApiKey", this::create,
        "showApiKey", this::show,
        "updateApiKey", this::update,
        "deleteApiKey", request -> editor.delete(request, where(request)),
        "rotateApiKey", this::rotate,
        "revokeApiKey", this::revoke);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return TABLE
        .find(pool, request.scope(), where(request))
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    ObjectNode record = ApiKeyRecords.normalised(request.requiredBody());
    return editor
        .make(
            request,
            connection ->
                requireReader(request, record)
                    .compose(reader -> editor.admit(request.scope(), record))
                    .compose(within -> TABLE.insert(connection, record, List.of("id")))
                    .map(editor::orMissing)
                    .compose(added -> withNewSecret(connection, "create", null, added)))
        .map(
            made ->
                made.answer(201)
                    .with("Location", Paths.of("api-keys", made.record().path("id").asLong())));
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    ObjectNode given = ApiKeyRecords.normalised(request.requiredBody());
    return editor.change(
        request,
        where(request),
        "update",
        known -> {
          ObjectNode wanted = ApiKeyRecords.merge(known, given);
          checkReader(request, wanted);
          return wanted;
        });
  }

  private Future<AdminAnswer> revoke(AdminRequest request) {
    String now = TimestampText.shortest(clock.instant().truncatedTo(ChronoUnit.MICROS));
    return editor.change(
        request,
        where(request),
        "revoke",
        known ->
            known.path("revoked_at").isNull()
                ? known.put("active", false).put("revoked_at", now)
                : known);
  }

  private Future<AdminAnswer> rotate(AdminRequest request) {
    JsonNode body = request.body();
    long overlap =
        body == null ? USUAL_OVERLAP_SECONDS : body.path("overlap").asLong(USUAL_OVERLAP_SECONDS);
    return editor
        .make(
            request,
            connection ->
                editor
                    .lock(connection, request, where(request))
                    .compose(known -> requireReader(request, known).map(known))
                    .compose(known -> rotate(connection, known, overlap)))
        .map(made -> made.answer(200));
  }

  private Future<Change<WithSecret>> rotate(
      SqlConnection connection, ObjectNode known, long overlapSeconds) {
    ApiKeyRecords.checkNotRevoked(known);
    return secrets
        .end(connection, known.path("id").asLong(), overlapSeconds)
        .compose(ended -> TABLE.update(connection, known))
        .compose(updated -> withNewSecret(connection, "rotate", known, updated));
  }

  private Future<Change<WithSecret>> withNewSecret(
      SqlConnection connection, String verb, @Nullable ObjectNode before, ObjectNode record) {
    long id = record.path("id").asLong();
    return secrets
        .add(connection, id)
        .compose(
            secret ->
                TABLE
                    .reread(connection, record)
                    .map(
                        after ->
                            Change.of(
                                new WithSecret(after, secret), editor.event(verb, before, after))));
  }

  private static Future<Void> requireReader(AdminRequest request, ObjectNode record) {
    return Future.succeededFuture(record)
        .map(
            key -> {
              checkReader(request, key);
              return null;
            });
  }

  /** Nobody gets at telemetry by an API key who may not read it himself. */
  private static void checkReader(AdminRequest request, ObjectNode record) {
    Actor actor = request.requiredActor();
    for (JsonNode capability : record.path("capabilities")) {
      if (capability.asText().equals("read") && !actor.role().may(Permission.TELEMETRY)) {
        throw new ProblemException(
            Problem.forbidden(
                "An API key that reads takes the permission telemetry, which the caller does not"
                    + " have"),
            AccessRefusal.notPermitted(actor));
      }
    }
  }

  private static SqlCondition where(AdminRequest request) {
    return SqlCondition.equal("id", Paths.number(request, "id"));
  }
}
