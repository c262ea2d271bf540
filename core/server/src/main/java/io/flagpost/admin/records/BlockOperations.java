package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/** The operations on the block list. */
final class BlockOperations {
  private static final RecordTable TABLE =
      new RecordTable(
          RecordReach.WHOLE,
          "block_list",
          List.of("id"),
          List.of("note"),
          List.of("id", "kind", "value", "note", "created_at", "updated_at", "revision"),
          "network",
          "identifier",
          "coalesce(network::text, identifier) AS value");

  private final Pool pool;
  private final RecordEditor editor;
  private final Listing list =
      TABLE
          .listing("id", "bigint")
          .filteredBy("kind", "kind = $1")
          .filteredBy("value", "value = $1")
          .filteredBy("address", "network >>= $1::inet")
          .sortedBy("id", "id", "bigint")
          .sortedBy("created_at", "created_at", "timestamptz");

  BlockOperations(Pool pool, Changes changes) {
    this.pool = pool;
    this.editor =
        new RecordEditor(
            changes,
            TABLE,
            "block",
            record -> "block/" + record.path("id").asText(),
            UnaryOperator.identity());
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listBlocks", request -> list.page(pool, request).map(AdminAnswer::ok),
        "createBlock", this::create,
        "showBlock", this::show,
        "updateBlock", this::update,
        "deleteBlock", request -> editor.delete(request, where(request)));
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return TABLE
        .find(pool, request.scope(), where(request))
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> create(AdminRequest request) {
    JsonNode given = request.requiredBody();
    String value = given.path("value").asText();
    boolean isNetwork = given.path("kind").asText().equals("network");
    if (!isNetwork) {
      MatchedText.check("value", value);
    }
    ObjectNode record =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", given.path("kind").asText())
            .put("network", isNetwork ? Networks.normalise("value", value) : null)
            .put("identifier", isNetwork ? null : value);
    record.set("note", given.has("note") ? given.get("note") : record.nullNode());
    return editor
        .make(request, connection -> editor.add(connection, request.scope(), record, List.of("id")))
        .map(put -> RecordEditor.answer(put, Paths.of("blocks", put.record().path("id").asLong())));
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    JsonNode note = request.requiredBody().get("note");
    return editor.change(request, where(request), "update", known -> known.set("note", note));
  }

  private static SqlCondition where(AdminRequest request) {
    return SqlCondition.equal("id", Paths.number(request, "id"));
  }
}
