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
import java.util.function.UnaryOperator;

/** The operations on the versions of products. */
final class VersionOperations {
  private static final RecordTable TABLE =
      new RecordTable(
          RecordReach.VERSIONS,
          "product_version",
          List.of("product_id", "version"),
          List.of("checksums"),
          List.of("product_id", "version", "checksums", "created_at", "updated_at", "revision"));

  private final Pool pool;
  private final RecordEditor editor;
  private final Listing list =
      TABLE
          .listing("version", "text")
          .filteredBy("product_id", "product_id = $1::bigint")
          .filteredBy("checksum", "checksums @> ARRAY[$1]")
          .sortedBy("version", "version", "text")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("updated_at", "updated_at", "timestamptz");

  VersionOperations(Pool pool, Changes changes) {
    this.pool = pool;
    this.editor =
        new RecordEditor(
            changes,
            TABLE,
            "version",
            record ->
                "product/"
                    + record.path("product_id").asText()
                    + "/version/"
                    + record.path("version").asText(),
            UnaryOperator.identity());
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listVersions", this::list,
        "showVersion", this::show,
        "putVersion", this::put,
        "updateVersion", this::update,
        "deleteVersion", request -> editor.delete(request, where(request)));
  }

  private Future<AdminAnswer> list(AdminRequest request) {
    return list.page(pool, request, Map.of("product_id", request.pathParameter("product_id")))
        .map(AdminAnswer::ok);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return TABLE
        .find(pool, request.scope(), where(request))
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> put(AdminRequest request) {
    JsonNode body = request.requiredBody();
    ObjectNode record =
        body.<ObjectNode>deepCopy()
            .put("product_id", Paths.number(request, "product_id"))
            .put("version", request.pathParameter("version"));
    if (!record.has("checksums")) {
      record.putArray("checksums");
    }
    String location =
        Paths.of(
            "products",
            request.pathParameter("product_id"),
            "versions",
            request.pathParameter("version"));
    return editor
        .make(
            request,
            connection ->
                editor.put(
                    connection,
                    request,
                    List.of("product_id", "version"),
                    record,
                    known -> known.set("checksums", record.get("checksums"))))
        .map(put -> RecordEditor.answer(put, location));
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    return editor.change(
        request, where(request), "update", RecordEditor.merging(request.requiredBody()));
  }

  private static SqlCondition where(AdminRequest request) {
    return SqlCondition.equal("product_id", Paths.number(request, "product_id"))
        .and(SqlCondition.equal("version", request.pathParameter("version")));
  }
}
