package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The operations on products. */
final class ProductOperations {
  private static final RecordTable TABLE =
      new RecordTable(
          RecordReach.PRODUCTS,
          "product",
          List.of("id"),
          List.of("name"),
          List.of("id", "name", "created_at", "updated_at", "revision"));

  private final Pool pool;
  private final RecordEditor editor;
  private final Listing list =
      TABLE
          .listing("id", "bigint")
          .filteredBy("name", "name = $1")
          .sortedBy("id", "id", "bigint")
          .sortedBy("name", "name COLLATE \"C\"", "text")
          .sortedBy("created_at", "created_at", "timestamptz")
          .sortedBy("updated_at", "updated_at", "timestamptz");

  ProductOperations(Pool pool, Changes changes) {
    this.pool = pool;
    this.editor =
        new RecordEditor(
            changes,
            TABLE,
            "product",
            record -> "product/" + record.path("id").asText(),
            UnaryOperator.identity());
  }

  Map<String, AdminOperation> operations() {
    return Map.of(
        "listProducts", request -> list.page(pool, request).map(AdminAnswer::ok),
        "showProduct", this::show,
        "putProduct", this::put,
        "updateProduct", this::update,
        "deleteProduct", this::delete);
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return TABLE
        .find(pool, request.scope(), where(request))
        .map(editor::orMissing)
        .map(RecordEditor::answer);
  }

  private Future<AdminAnswer> put(AdminRequest request) {
    ObjectNode record = ((ObjectNode) request.requiredBody()).deepCopy();
    record.put("id", Paths.number(request, "id"));
    return editor
        .make(
            request,
            connection ->
                editor.put(
                    connection,
                    request,
                    List.of("id"),
                    record,
                    RecordEditor.merging(request.requiredBody())))
        .map(put -> RecordEditor.answer(put, Paths.of("products", request.pathParameter("id"))));
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    return editor.change(
        request, where(request), "update", RecordEditor.merging(request.requiredBody()));
  }

  /** Versions go with their product; licenses and signing keys keep it. */
  private Future<AdminAnswer> delete(AdminRequest request) {
    return editor
        .make(
            request,
            connection ->
                editor
                    .lock(connection, request, where(request))
                    .compose(
                        before ->
                            editor
                                .admit(request.scope(), before)
                                .compose(within -> TABLE.delete(connection, before))
                                .recover(ProductOperations::refuseIfNeeded)
                                .map(
                                    gone ->
                                        Change.of(before, editor.event("delete", before, null)))))
        .map(deleted -> AdminAnswer.noContent());
  }

  private static Future<Void> refuseIfNeeded(Throwable failure) {
    return Future.failedFuture(
        Failures.isStillNeeded(failure)
            ? new ProblemException(Problem.conflict("The product has licenses or signing keys"))
            : failure);
  }

  private static SqlCondition where(AdminRequest request) {
    return SqlCondition.equal("id", Paths.number(request, "id"));
  }
}
