package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.FieldError;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.verdicts.Refold;
import io.flagpost.verdicts.RefoldRefusedException;
import io.flagpost.verdicts.Refolds;
import io.flagpost.verdicts.Refolds.Prepared;
import io.flagpost.verdicts.Refolds.Wish;
import io.flagpost.verdicts.SoughtKey;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on the states of checks that fold: having them made again. */
public final class RefoldOperations {
  private final Refolds refolds;
  private final Changes changes;

  /**
   * @param changes notes a request and who made it
   */
  public RefoldOperations(Refolds refolds, Changes changes) {
    this.refolds = refolds;
    this.changes = changes;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of("startRefold", this::start, "listRefolds", this::list, "showRefold", this::show);
  }

  private Future<AdminAnswer> start(AdminRequest request) {
    JsonNode wanted = request.requiredBody();
    return refolds
        .prepare(wish(wanted))
        .recover(failure -> Future.failedFuture(problem(wanted, failure)))
        .compose(prepared -> note(request, prepared))
        .onSuccess(id -> refolds.look())
        .compose(this::find)
        .map(refold -> AdminAnswer.created("/admin/v1/refolds/" + refold.id(), json(refold)));
  }

  private static Wish wish(JsonNode wanted) {
    Map<String, String> fields = new HashMap<>();
    for (String name : SoughtKey.FIELDS) {
      if (wanted.has(name)) {
        fields.put(name, wanted.get(name).asText());
      }
    }
    return new Wish(
        wanted.path("check").asText(),
        wanted.has("shard") ? wanted.get("shard").intValue() : null,
        fields.isEmpty() ? null : new SoughtKey(fields));
  }

  private static Throwable problem(JsonNode wanted, Throwable failure) {
    if (!(failure instanceof RefoldRefusedException refused)) {
      return failure;
    }
    String check = wanted.path("check").asText();
    FieldError error = new FieldError(refused.field(), refused.wrong());
    return new ProblemException(
        switch (refused.reason()) {
          case UNKNOWN_CHECK -> Problem.notFound("check " + check + " running on this node");
          case NO_FOLD ->
              Problem.unprocessable("Check " + check + " has no states", List.of(error));
          case WRONG_KEY -> Problem.invalid(List.of(error));
          case TOO_MANY -> Problem.conflict("Check " + check + " has enough to do", List.of(error));
        });
  }

  /** Without the key: whose records were erased is not to be found in the audit log either. */
  private Future<Long> note(AdminRequest request, Prepared prepared) {
    String actor = request.requiredActor().name();
    return changes.make(
        request.requiredActor(),
        request.address(),
        connection ->
            refolds
                .request(connection, prepared, actor)
                .map(id -> Change.of(id, event(id, prepared))));
  }

  private static AuditEvent event(long id, Prepared prepared) {
    ObjectNode after =
        object().put("check", prepared.checkId()).put("scope", lower(prepared.scope()));
    ArrayNode shards = after.putArray("shards");
    prepared.shards().stream().sorted().forEach(shards::add);
    return new AuditEvent("check.refold", "refold/" + id, null, after);
  }

  private Future<AdminAnswer> list(AdminRequest request) {
    return refolds
        .list()
        .map(
            all -> {
              ObjectNode json = object();
              ArrayNode items = json.putArray("items");
              all.forEach(refold -> items.add(json(refold)));
              json.putNull("next_cursor");
              return AdminAnswer.ok(json);
            });
  }

  private Future<AdminAnswer> show(AdminRequest request) {
    return find(Long.parseLong(request.pathParameter("refold_id")))
        .map(refold -> AdminAnswer.ok(json(refold)));
  }

  private Future<Refold> find(long id) {
    return refolds
        .show(id)
        .compose(
            found ->
                found
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new ProblemException(Problem.notFound("refold " + id)))));
  }

  private static ObjectNode json(Refold refold) {
    ObjectNode json =
        object()
            .put("id", refold.id())
            .put("check", refold.checkId())
            .put("scope", lower(refold.scope()))
            .put("state", lower(refold.state()))
            .put("records_done", refold.done())
            .put("records_total", refold.total())
            .put("requested_at", refold.requestedAt().toString())
            .put("requested_by", refold.requestedBy())
            .put("ended_at", text(refold.endedAt()));
    ArrayNode shards = json.putArray("shards");
    for (Refold.Part part : refold.parts()) {
      shards
          .addObject()
          .put("shard", part.shard())
          .put("state", lower(part.state()))
          .put("records_done", part.done())
          .put("records_total", part.total());
    }
    return json;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
