package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.ops.Health;
import io.flagpost.platform.ops.Readiness;
import io.flagpost.platform.web.content.DocsPages;
import io.flagpost.platform.web.content.StaticContent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Health, metrics, and the description itself: the read-only operations of a running node. */
public final class SystemOperations {
  private final Health health;
  private final MetricsAccess metricsAccess;
  private final Supplier<Future<String>> metrics;
  private final String metricsType;
  private final AccessControl accessControl;
  private final DocsPages docs;

  /**
   * Renders the documentation. Blocking.
   *
   * @param metricsAccess who may read the metrics
   * @param metrics the current metrics; fails if they cannot be collected
   * @param metricsType their media type
   * @param authenticator for the metrics, if a token is needed
   */
  public SystemOperations(
      AdminContract contract,
      Health health,
      MetricsAccess metricsAccess,
      Supplier<Future<String>> metrics,
      String metricsType,
      Authenticator authenticator) {
    this.health = health;
    this.metricsAccess = metricsAccess;
    this.metrics = metrics;
    this.metricsType = metricsType;
    this.accessControl =
        new AccessControl(authenticator, (operation, request) -> Future.succeededFuture());
    this.docs = DocsPages.load(contract.json().toString().getBytes(UTF_8));
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of(
        "getReadiness", request -> readiness(),
        "getLiveness", request -> Future.succeededFuture(status(200, "alive", "")),
        "getMetrics", this::metrics,
        "getOpenApi", request -> file(request, "/openapi.json"),
        "getDocs", request -> file(request, "/docs"),
        "getDocsFile", request -> file(request, "/docs/" + request.pathParameter("file")));
  }

  private Future<AdminAnswer> readiness() {
    Readiness readiness = health.readiness();
    return Future.succeededFuture(
        status(
            readiness == Readiness.NOT_ACCEPTING ? 503 : 200, readiness.text(), health.detail()));
  }

  private static AdminAnswer status(int status, String text, String detail) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", text);
    return AdminAnswer.json(status, detail.isEmpty() ? json : json.put("detail", detail));
  }

  private Future<AdminAnswer> metrics(AdminRequest request) {
    return switch (metricsAccess) {
      case OPEN -> measured();
      case TOKEN ->
          accessControl
              .authorise(request.http(), Permission.READ, Limit.REFUSED)
              .compose(reader -> measured());
      case OFF -> Future.failedFuture(new ProblemException(Problems.noSuchPath()));
    };
  }

  private Future<AdminAnswer> measured() {
    return metrics.get().map(text -> AdminAnswer.content(200, metricsType, Buffer.buffer(text)));
  }

  private Future<AdminAnswer> file(AdminRequest request, String path) {
    StaticContent content = docs.contents().get(path);
    if (content == null) {
      return Future.failedFuture(new ProblemException(Problems.noSuchPath()));
    }
    StaticContent.Representation chosen = content.chosenFor(request.http());
    Map<String, String> headers = new LinkedHashMap<>(DocsPages.HEADERS);
    headers.putAll(chosen.headers());
    if (chosen.status() != 200) {
      return Future.succeededFuture(new AdminAnswer(chosen.status(), headers, null));
    }
    headers.put("Content-Length", Integer.toString(chosen.body().length()));
    return Future.succeededFuture(
        new AdminAnswer(200, headers, response -> response.end(chosen.body())));
  }
}
