package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.plugin.host.PluginHostOptions;
import io.flagpost.plugin.host.PluginStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations on plugins and their modes. */
public final class PluginOperations {
  private static final Logger LOG = LoggerFactory.getLogger(PluginOperations.class);
  private static final String LOCK = "SELECT mode FROM plugin_mode WHERE plugin_id = $1 FOR UPDATE";
  private static final String DECIDE =
      """
      INSERT INTO plugin_mode (plugin_id, mode) VALUES ($1, $2)
      ON CONFLICT (plugin_id) DO UPDATE
         SET mode = excluded.mode, updated_at = now(), revision = plugin_mode.revision + 1""";

  private final Vertx vertx;
  private final Changes changes;
  private final PluginHost host;
  private final PluginModes modes;
  private final PluginUploads uploads;

  /**
   * @param modes read again after each change; the listener of announcements passes them on to the
   *     host
   */
  public PluginOperations(
      Vertx vertx, Changes changes, PluginHost host, PluginModes modes, PluginUploads uploads) {
    this.vertx = vertx;
    this.changes = changes;
    this.host = host;
    this.modes = modes;
    this.uploads = uploads;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of(
        "listPlugins",
        request -> Future.succeededFuture(AdminAnswer.ok(PluginJson.list(host.plugins()))),
        "showPlugin",
        request -> Future.succeededFuture(AdminAnswer.ok(PluginJson.one(required(request)))),
        "rescanPlugins",
        request -> future(host.rescan()).map(PluginJson::list).map(AdminAnswer::ok),
        "updatePlugin",
        this::update,
        "enablePlugin",
        this::enable,
        "addPlugin",
        this::add,
        "removePlugin",
        this::remove);
  }

  private Future<AdminAnswer> update(AdminRequest request) {
    String id = request.pathParameter("plugin_id");
    String mode = request.requiredBody().path("mode").asText();
    return changes
        .make(
            request.requiredActor(), request.address(), connection -> decide(connection, id, mode))
        .compose(decided -> modes.refresh())
        .compose(read -> future(host.rescan()))
        .map(applied -> AdminAnswer.ok(mode(mode).put("id", id)));
  }

  private Future<Change<String>> decide(SqlConnection connection, String id, String mode) {
    String configured = PluginModes.print(modes.apply(id));
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .compose(
            rows -> {
              String before = configured;
              for (Row row : rows) {
                before = row.getString("mode");
              }
              AuditEvent event =
                  new AuditEvent("plugin.update", target(id), mode(before), mode(mode));
              return connection
                  .preparedQuery(DECIDE)
                  .execute(Tuple.of(id, mode))
                  .map(Change.of(mode, event));
            });
  }

  private Future<AdminAnswer> enable(AdminRequest request) {
    PluginStatus plugin = required(request);
    AuditEvent event = new AuditEvent("plugin.enable", target(plugin.id()), null, file(plugin));
    return note(request, plugin, event)
        .compose(noted -> future(host.enable(plugin.id())))
        .map(plugins -> AdminAnswer.ok(PluginJson.one(required(request))));
  }

  private Future<AdminAnswer> add(AdminRequest request) {
    return uploads
        .receive(request)
        .compose(
            upload ->
                uploads
                    .alone(() -> install(request, upload))
                    .eventually(() -> uploads.discard(upload)))
        .map(PluginJson::one)
        .map(AdminAnswer::ok);
  }

  private Future<PluginStatus> install(AdminRequest request, PluginUploads.Upload upload) {
    String id = upload.plugin().id();
    if (isBuiltIn(id)) {
      throw new ProblemException(
          Problem.conflict("A built-in plugin can only be replaced together with the gateway"));
    }
    List<PluginStatus> own =
        host.plugins().stream().filter(plugin -> plugin.id().equals(id)).toList();
    boolean overwrites = own.stream().anyMatch(plugin -> plugin.file().equals(upload.name()));
    PluginStatus before = replaced(own, upload.name());
    return uploads
        .vet(upload, host::objectionTo)
        .compose(
            vetted ->
                uploads.place(
                    upload, Optional.ofNullable(before).map(PluginStatus::file), overwrites))
        .compose(
            placement ->
                finishing(
                    placement,
                    future(host.rescan())
                        .map(plugins -> accepted(upload.name(), plugins))
                        .compose(status -> noteInstalled(request, before, status, upload))));
  }

  private Future<PluginStatus> noteInstalled(
      AdminRequest request,
      @Nullable PluginStatus before,
      PluginStatus status,
      PluginUploads.Upload upload) {
    AuditEvent event =
        new AuditEvent(
            before == null ? "plugin.add" : "plugin.replace",
            target(status.id()),
            before == null ? null : file(before),
            file(status).put("sha256", upload.plugin().sha256()));
    return note(request, status, event);
  }

  private Future<AdminAnswer> remove(AdminRequest request) {
    return uploads.alone(() -> takeOut(request)).map(gone -> AdminAnswer.noContent());
  }

  private Future<PluginStatus> takeOut(AdminRequest request) {
    PluginStatus plugin = required(request);
    if (isBuiltIn(plugin.id()) && plugin.state() != PluginStatus.State.REFUSED) {
      throw new ProblemException(
          Problem.conflict("A built-in plugin cannot be removed; set its mode to disabled"));
    }
    AuditEvent event = new AuditEvent("plugin.remove", target(plugin.id()), file(plugin), null);
    return uploads
        .takeOut(plugin.file())
        .compose(
            placement ->
                finishing(
                    placement,
                    future(host.rescan()).compose(left -> note(request, plugin, event))));
  }

  /** Undoes a change to the folder unless every later step succeeded. */
  private <T> Future<T> finishing(PluginUploads.Placement placement, Future<T> rest) {
    return rest.compose(
        done -> uploads.finish(placement).map(done),
        failure ->
            uploads
                .undo(placement)
                .compose(undone -> future(host.rescan()))
                .onFailure(e -> LOG.error("The plugin folder could not be restored", e))
                .transform(undone -> Future.failedFuture(failure)));
  }

  private Future<PluginStatus> note(AdminRequest request, PluginStatus status, AuditEvent event) {
    return changes.make(
        request.requiredActor(),
        request.address(),
        connection -> Future.succeededFuture(Change.of(status, event)));
  }

  /**
   * A refused file appears in addition to the one that it was to replace, if that continues to run.
   */
  private static PluginStatus accepted(String file, List<PluginStatus> plugins) {
    PluginStatus status =
        plugins.stream()
            .filter(plugin -> plugin.file().equals(file))
            .min(Comparator.comparing(plugin -> plugin.state() != PluginStatus.State.REFUSED))
            .orElseThrow(() -> new IllegalStateException("the host did not see " + file));
    if (status.state() == PluginStatus.State.REFUSED) {
      throw new ProblemException(
          Problem.unprocessable("The plugin is refused: " + status.reason(), List.of()));
    }
    return status;
  }

  private static boolean isBuiltIn(String pluginId) {
    return PluginHostOptions.BUILT_INS.contains(pluginId);
  }

  private PluginStatus required(AdminRequest request) {
    String id = request.pathParameter("plugin_id");
    PluginStatus found = find(id);
    if (found == null) {
      throw new ProblemException(Problem.notFound("plugin " + id + " on this node"));
    }
    return found;
  }

  private @Nullable PluginStatus find(String id) {
    List<PluginStatus> found =
        host.plugins().stream().filter(plugin -> plugin.id().equals(id)).toList();
    return found.stream()
        .filter(plugin -> plugin.state() != PluginStatus.State.REFUSED)
        .findFirst()
        .orElse(found.isEmpty() ? null : found.get(0));
  }

  /**
   * The file that an upload replaces. A refused file is not replaced, whatever id it names, unless
   * it has the same name as the upload.
   */
  private static @Nullable PluginStatus replaced(List<PluginStatus> own, String name) {
    return own.stream()
        .filter(
            plugin -> plugin.state() != PluginStatus.State.REFUSED || plugin.file().equals(name))
        .min(Comparator.comparing(plugin -> plugin.state() == PluginStatus.State.REFUSED))
        .orElse(null);
  }

  private <T> Future<T> future(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  private static ObjectNode file(PluginStatus plugin) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", plugin.version())
        .put("file", plugin.file());
  }

  private static ObjectNode mode(String mode) {
    return JsonNodeFactory.instance.objectNode().put("mode", mode);
  }

  private static String target(String id) {
    return "plugin/" + id;
  }
}
