package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Scope;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.database.SqlCondition;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes records of one kind: locks the row, compares {@code If-Match}, writes the change and its
 * audit event.
 */
final class RecordEditor {
  private final Changes changes;
  private final RecordTable table;
  private final String kind;
  private final Function<ObjectNode, String> target;
  private final UnaryOperator<ObjectNode> withoutSecrets;

  /** A record after the change, and whether it is new. */
  record Put(ObjectNode record, boolean isNew) {}

  /**
   * @param kind its name in the audit log and in problems, such as {@code license}
   * @param target a record's name in the audit log, such as {@code license/42}
   * @param withoutSecrets copies a record without its secrets, for the audit log
   */
  RecordEditor(
      Changes changes,
      RecordTable table,
      String kind,
      Function<ObjectNode, String> target,
      UnaryOperator<ObjectNode> withoutSecrets) {
    this.changes = changes;
    this.table = table;
    this.kind = kind;
    this.target = target;
    this.withoutSecrets = withoutSecrets;
  }

  /** Runs a change in one transaction with its audit entries. */
  <T> Future<T> make(AdminRequest request, Function<SqlConnection, Future<Change<T>>> work) {
    return changes
        .make(request.requiredActor(), request.address(), work)
        .recover(Failures::explain);
  }

  /** Changes a record that must exist. */
  Future<AdminAnswer> change(
      AdminRequest request, SqlCondition where, String verb, UnaryOperator<ObjectNode> edit) {
    return make(
            request,
            connection ->
                lock(connection, request, where)
                    .compose(before -> replace(connection, request.scope(), before, verb, edit)))
        .map(put -> answer(put.record()));
  }

  /** Deletes a record that must exist. */
  Future<AdminAnswer> delete(AdminRequest request, SqlCondition where) {
    return make(
            request,
            connection ->
                lock(connection, request, where)
                    .compose(
                        before ->
                            admit(request.scope(), before)
                                .compose(within -> table.delete(connection, before))
                                .map(gone -> Change.of(before, event("delete", before, null)))))
        .map(deleted -> AdminAnswer.noContent());
  }

  /** Adds a record; a conflict if {@code unique} is taken. */
  Future<Change<Put>> add(
      SqlConnection connection, Scope scope, ObjectNode record, List<String> unique) {
    return insert(connection, scope, record, unique)
        .map(
            added ->
                added.orElseThrow(
                    () -> new ProblemException(Problem.conflict("It exists already"))))
        .map(this::added);
  }

  /**
   * Creates the record, or changes it if it exists; refuses to if it is outside of the caller's
   * limit.
   *
   * @param unique the columns that tell which record it is
   * @param fresh the complete record, if it does not exist; those columns of it in any case
   * @param edit the change, if it exists
   */
  Future<Change<Put>> put(
      SqlConnection connection,
      AdminRequest request,
      List<String> unique,
      ObjectNode fresh,
      UnaryOperator<ObjectNode> edit) {
    return table
        .lock(connection, Scope.UNLIMITED, RecordTable.like(fresh, unique))
        .compose(
            found ->
                found.isPresent()
                    ? edited(connection, request, found.get(), edit)
                    : inserted(connection, request, unique, fresh, edit));
  }

  private Future<Change<Put>> edited(
      SqlConnection connection,
      AdminRequest request,
      ObjectNode before,
      UnaryOperator<ObjectNode> edit) {
    checkRevision(request, before);
    return replace(connection, request.scope(), before, "update", edit);
  }

  /** If somebody else has added it since the look-up, it is changed after all. */
  private Future<Change<Put>> inserted(
      SqlConnection connection,
      AdminRequest request,
      List<String> unique,
      ObjectNode fresh,
      UnaryOperator<ObjectNode> edit) {
    if (request.expectedRevision().isPresent()) {
      return Future.failedFuture(new ProblemException(gone()));
    }
    return insert(connection, request.scope(), fresh, unique)
        .compose(
            added ->
                added.isPresent()
                    ? Future.succeededFuture(added(added.get()))
                    : put(connection, request, unique, fresh, edit));
  }

  /** The record, locked, at the revision that the request requires. */
  Future<ObjectNode> lock(SqlConnection connection, AdminRequest request, SqlCondition where) {
    return table
        .lock(connection, request.scope(), where)
        .map(
            found -> {
              ObjectNode record = found.orElseThrow(this::missing);
              checkRevision(request, record);
              return record;
            });
  }

  /** Replaces a locked record, if both it and what it becomes are within the caller's limit. */
  Future<Change<Put>> replace(
      SqlConnection connection,
      Scope scope,
      ObjectNode before,
      String verb,
      UnaryOperator<ObjectNode> edit) {
    return admit(scope, before)
        .compose(
            within -> {
              ObjectNode wanted = edit.apply(before.deepCopy());
              return admit(scope, wanted)
                  .compose(still -> replace(connection, before, verb, wanted));
            });
  }

  /** Refuses a change of what is outside of the caller's limit. */
  Future<Void> admit(Scope scope, ObjectNode record) {
    return table.mayChange(scope, record)
        ? Future.succeededFuture()
        : Future.failedFuture(
            new ProblemException(
                Problem.forbidden(
                    "This is outside of the products and environments that the caller is limited"
                        + " to")));
  }

  private Future<Change<Put>> replace(
      SqlConnection connection, ObjectNode before, String verb, ObjectNode wanted) {
    if (table.isSame(before, wanted)) {
      return Future.succeededFuture(Change.none(new Put(before, false)));
    }
    try {
      MatchedText.check(before, wanted);
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    return table
        .update(connection, wanted)
        .map(after -> Change.of(new Put(after, false), event(verb, before, after)));
  }

  private Future<Optional<ObjectNode>> insert(
      SqlConnection connection, Scope scope, ObjectNode record, List<String> unique) {
    try {
      MatchedText.check(null, record);
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    return admit(scope, record).compose(within -> table.insert(connection, record, unique));
  }

  private Change<Put> added(ObjectNode record) {
    return Change.of(new Put(record, true), event("create", null, record));
  }

  AuditEvent event(String verb, @Nullable ObjectNode before, @Nullable ObjectNode after) {
    ObjectNode named = after != null ? after : before;
    if (named == null) {
      throw new IllegalArgumentException("A change has a before or an after");
    }
    return new AuditEvent(
        kind + "." + verb,
        target.apply(named),
        before == null ? null : withoutSecrets.apply(before.deepCopy()),
        after == null ? null : withoutSecrets.apply(after.deepCopy()));
  }

  ProblemException missing() {
    return new ProblemException(Problem.notFound("such " + kind.replace('-', ' ')));
  }

  ObjectNode orMissing(Optional<ObjectNode> found) {
    return found.orElseThrow(this::missing);
  }

  static AdminAnswer answer(ObjectNode record) {
    return AdminAnswer.ok(record).withRevision(record.path("revision").asLong());
  }

  static AdminAnswer answer(Put put, String location) {
    return put.isNew()
        ? AdminAnswer.created(location, put.record())
            .withRevision(put.record().path("revision").asLong())
        : answer(put.record());
  }

  /** A record, overwritten with the members of a body. */
  static UnaryOperator<ObjectNode> merging(JsonNode body) {
    return record -> record.setAll((ObjectNode) body);
  }

  private static void checkRevision(AdminRequest request, ObjectNode record) {
    long revision = record.path("revision").asLong();
    OptionalLong expected = request.expectedRevision();
    if (expected.isPresent() && expected.getAsLong() != revision) {
      throw new ProblemException(Problem.stale(revision));
    }
  }

  private static Problem gone() {
    return new Problem(
        412, "stale", "Changed meanwhile", "It does not exist any more", List.of(), Map.of());
  }
}
