package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.admin.records.RecordEditor.Put;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The operations on activations. Adding an active one locks the license's row, so that the
 * license's limit holds under concurrent requests.
 */
final class ActivationOperations {
  private static final RecordTable TABLE =
      new RecordTable(
          RecordReach.ACTIVATIONS,
          "activation",
          List.of("license_id", "identifier"),
          List.of("status"),
          List.of("license_id", "identifier", "status", "created_at", "updated_at", "revision"));

  private static final String ACTIVE = "active";
  private static final String OTHERS =
      """
      SELECT count(*) AS active FROM activation
       WHERE license_id = $1 AND status = 'active' AND identifier <> $2""";

  private final Pool pool;
  private final RecordEditor editor;
  private final RecordEditor licenses;
  private final Listing ofLicense =
      TABLE
          .listing("identifier", "text")
          .filteredBy("license_id", "license_id = $1::bigint")
          .filteredBy("status", "status = $1")
          .sortedBy("identifier", "identifier", "text")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("updated_at", "updated_at", "timestamptz");

  /**
   * A license has at most one activation of a given identifier, so the two together identify it.
   */
  private final Listing ofAll =
      TABLE
          .listing("identifier", "text")
          .filteredBy("license_id", "license_id = $1::bigint")
          .filteredBy("identifier", "identifier = $1")
          .filteredBy("status", "status = $1")
          .sortedBy("license_id", "license_id", "bigint");

  ActivationOperations(Pool pool, Changes changes) {
    this.pool = pool;
    this.licenses = LicenseRecords.editor(changes);
    this.editor =
        new RecordEditor(
            changes,
            TABLE,
            "activation",
            record ->
                "license/"
                    + record.path("license_id").asText()
                    + "/activation/"
                    + record.path("identifier").asText(),
            UnaryOperator.identity());
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listActivations",
        request -> ofAll.page(pool, request).map(AdminAnswer::ok),
        "listLicenseActivations",
        this::list,
        "showActivation",
        this::show,
        "putActivation",
        request -> put(request, byId(request)),
        "putActivationByReference",
        request -> put(request, byReference(request)),
        "deleteActivation",
        request -> editor.delete(request, where(request)),
        "deactivateActivation",
        this::deactivate,
        "reactivateActivation",
        this::reactivate);
  }

  private Future<AdminAnswer> list(AdminRequest request) {
    return ofLicense
        .page(pool, request, Map.of("license_id", request.pathParameter("license_id")))
        .map(AdminAnswer::ok);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return TABLE
        .find(pool, request.scope(), where(request))
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> put(AdminRequest request, SqlCondition license) {
    String identifier = request.pathParameter("identifier");
    return editor
        .make(
            request,
            connection ->
                LicenseRecords.TABLE
                    .lock(connection, request.scope(), license)
                    .map(licenses::orMissing)
                    .compose(locked -> put(connection, request, locked, identifier)))
        .map(
            put ->
                RecordEditor.answer(
                    put,
                    Paths.of(
                        "licenses",
                        put.record().path("license_id").asLong(),
                        "activations",
                        identifier)));
  }

  private Future<Change<Put>> put(
      SqlConnection connection, AdminRequest request, ObjectNode license, String identifier) {
    JsonNode status = request.body() == null ? null : request.body().get("status");
    ObjectNode fresh =
        JsonNodeFactory.instance
            .objectNode()
            .put("license_id", license.path("id").asLong())
            .put("identifier", identifier)
            .put("status", status == null ? ACTIVE : status.asText());
    return editor
        .put(
            connection,
            request,
            List.of("license_id", "identifier"),
            fresh,
            known -> status == null ? known : known.put("status", status.asText()))
        .compose(change -> withinLimit(connection, license, change));
  }

  private Future<AdminAnswer> deactivate(AdminRequest request) {
    return editor.change(
        request, where(request), "deactivate", known -> known.put("status", "inactive"));
  }

  private Future<AdminAnswer> reactivate(AdminRequest request) {
    return editor
        .make(
            request,
            connection ->
                LicenseRecords.TABLE
                    .lock(connection, request.scope(), byId(request))
                    .map(licenses::orMissing)
                    .compose(license -> reactivate(connection, request, license)))
        .map(put -> RecordEditor.answer(put.record()));
  }

  private Future<Change<Put>> reactivate(
      SqlConnection connection, AdminRequest request, ObjectNode license) {
    return editor
        .lock(connection, request, where(request))
        .compose(
            before ->
                editor.replace(
                    connection,
                    request.scope(),
                    before,
                    "reactivate",
                    known -> known.put("status", ACTIVE)))
        .compose(change -> withinLimit(connection, license, change));
  }

  /** Refuses a change that would exceed the license's limit of active activations. */
  private static Future<Change<Put>> withinLimit(
      SqlConnection connection, ObjectNode license, Change<Put> change) {
    ObjectNode activation = change.result().record();
    JsonNode limit = license.path("activation_limit");
    boolean isOneMore =
        !change.events().isEmpty() && activation.path("status").asText().equals(ACTIVE);
    if (!isOneMore || limit.isNull()) {
      return Future.succeededFuture(change);
    }
    return connection
        .preparedQuery(OTHERS)
        .execute(Tuple.of(license.path("id").asLong(), activation.path("identifier").asText()))
        .map(
            counted -> {
              if (counted.iterator().next().getLong("active") >= limit.asLong()) {
                throw new ProblemException(limitReached(limit.asLong()));
              }
              return change;
            });
  }

  private static Problem limitReached(long limit) {
    return Problem.conflict(
        "The license already has as many active activations as its activation_limit allows",
        List.of(new FieldError("activation_limit", "is " + limit)));
  }

  private static SqlCondition byId(AdminRequest request) {
    return SqlCondition.equal("id", Paths.number(request, "license_id"));
  }

  private static SqlCondition byReference(AdminRequest request) {
    return SqlCondition.equal("reference", request.pathParameter("reference"));
  }

  private static SqlCondition where(AdminRequest request) {
    return SqlCondition.equal("license_id", Paths.number(request, "license_id"))
        .and(SqlCondition.equal("identifier", request.pathParameter("identifier")));
  }
}
