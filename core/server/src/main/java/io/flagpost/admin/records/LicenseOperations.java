package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;

/** The operations on licenses. */
final class LicenseOperations {
  private static final RecordTable TABLE = LicenseRecords.TABLE;

  private final Pool pool;
  private final LicenseKeys keys;
  private final RecordEditor editor;
  private final Listing list = LicenseRecords.list();

  LicenseOperations(Pool pool, Changes changes, LicenseKeys keys) {
    this.pool = pool;
    this.keys = keys;
    this.editor = LicenseRecords.editor(changes);
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listLicenses", request -> list.page(pool, request).map(AdminAnswer::ok),
        "createLicense", this::create,
        "showLicense", request -> show(request, byId(request)),
        "updateLicense", this::update,
        "deleteLicense", request -> editor.delete(request, byId(request)),
        "blockLicense", request -> turn(request, "block", "blocked"),
        "unblockLicense", request -> turn(request, "unblock", "active"),
        "revokeLicense", request -> turn(request, "revoke", "revoked"),
        "showLicenseByReference", request -> show(request, byReference(request)),
        "putLicenseByReference", this::put);
  }

  private Future<AdminAnswer> show(AdminRequest request, SqlCondition where) {
    return TABLE
        .find(pool, request.scope(), where)
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    ObjectNode record = LicenseRecords.complete(request.requiredBody(), keys);
    return editor
        .make(request, connection -> editor.add(connection, request.scope(), record, List.of("id")))
        .map(LicenseOperations::answer);
  }

  private Future<AdminAnswer> put(AdminRequest request) {
    JsonNode given = request.requiredBody();
    ObjectNode whole =
        LicenseRecords.complete(given, keys).put("reference", request.pathParameter("reference"));
    return editor
        .make(
            request,
            connection ->
                editor.put(
                    connection,
                    request,
                    List.of("reference"),
                    whole,
                    LicenseRecords.replacing(given, whole)))
        .map(LicenseOperations::answer);
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    ObjectNode given = request.requiredBody().deepCopy();
    ApiTimestamps.normalise(given, "expires_at");
    return editor.change(request, byId(request), "update", RecordEditor.merging(given));
  }

  private Future<AdminAnswer> turn(AdminRequest request, String verb, String status) {
    return editor.change(request, byId(request), verb, LicenseRecords.inState(status));
  }

  private static AdminAnswer answer(RecordEditor.Put put) {
    return RecordEditor.answer(put, Paths.of("licenses", put.record().path("id").asLong()));
  }

  private static SqlCondition byId(AdminRequest request) {
    return SqlCondition.equal("id", Paths.number(request, "id"));
  }

  private static SqlCondition byReference(AdminRequest request) {
    return SqlCondition.equal("reference", request.pathParameter("reference"));
  }
}
