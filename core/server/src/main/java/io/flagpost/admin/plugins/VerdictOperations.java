package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.ProgressStream;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.telemetry.query.StoredRange;
import io.flagpost.verdicts.Recheck;
import io.flagpost.verdicts.RecheckProgress;
import io.flagpost.verdicts.RecheckReport;
import io.flagpost.verdicts.RecheckRunningException;
import io.flagpost.verdicts.UnknownPluginException;
import io.flagpost.verdicts.Verdicts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The operations on plugins' verdicts on stored records: reports of shadow mode, and re-checks. */
public final class VerdictOperations {
  private static final Duration USUAL_SPAN = Duration.ofDays(30);

  private final Vertx vertx;
  private final Verdicts verdicts;
  private final Changes changes;
  private final Clock clock;

  /**
   * @param changes logs who started a re-check
   */
  public VerdictOperations(Vertx vertx, Verdicts verdicts, Changes changes, Clock clock) {
    this.vertx = vertx;
    this.verdicts = verdicts;
    this.changes = changes;
    this.clock = clock;
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of("reportPlugin", this::report, "recheck", this::recheck);
  }

  private Future<AdminAnswer> report(AdminRequest request) {
    Instant now = clock.instant();
    Instant monthAgo = now.minus(USUAL_SPAN);
    StoredRange range =
        range(
            request.queryParameter("environment").orElse(""),
            request.queryParameter("from").map(TimestampText::parse).orElse(monthAgo),
            request.queryParameter("to").map(TimestampText::parse).orElse(now));
    return verdicts
        .shadowReport(request.pathParameter("plugin_id"), range)
        .map(VerdictJson::of)
        .map(AdminAnswer::ok);
  }

  private Future<AdminAnswer> recheck(AdminRequest request) {
    JsonNode wanted = request.requiredBody();
    StoredRange range =
        range(
            wanted.path("environment").asText(),
            TimestampText.parse(wanted.path("from").asText()),
            TimestampText.parse(wanted.path("to").asText()));
    boolean dryRun = wanted.path("dry_run").asBoolean();
    String plugin = wanted.path("plugin").asText();
    ProgressStream stream =
        new ProgressStream(
            vertx.getOrCreateContext(), VerdictJson.of(new RecheckProgress(0, null)));
    Recheck recheck = verdicts.recheck();
    Future<RecheckReport> report =
        recheck.run(plugin, range, dryRun, progress -> stream.progress(VerdictJson.of(progress)));
    if (report.failed()) {
      return Future.failedFuture(problem(plugin, report.cause()));
    }
    HttpServerResponse response = request.http().response();
    Future<Void> noted = dryRun ? Future.succeededFuture() : note(request, plugin, wanted);
    return noted
        .onComplete(
            done -> {
              if (done.failed() || response.closed()) {
                recheck.cancel(); // nothing else would
              }
            })
        .map(
            written ->
                AdminAnswer.stream(
                    ProgressStream.MEDIA_TYPE,
                    open -> stream.write(open, report.map(VerdictJson::of), recheck::cancel)));
  }

  private static Throwable problem(String plugin, Throwable failure) {
    if (failure instanceof UnknownPluginException) {
      return new ProblemException(Problem.notFound("plugin " + plugin + " running on this node"));
    }
    if (failure instanceof RecheckRunningException) {
      return new ProblemException(Problem.conflict("A re-check is under way on this node"));
    }
    return failure;
  }

  private Future<Void> note(AdminRequest request, String plugin, JsonNode wanted) {
    AuditEvent event = new AuditEvent("plugin.recheck", "plugin/" + plugin, null, wanted);
    return changes.note(request.requiredActor(), request.address(), List.of(event));
  }

  private static StoredRange range(String environment, Instant from, Instant to) {
    StoredRange range = new StoredRange(environment.isEmpty() ? null : environment, from, to);
    if (!range.from().isBefore(range.to())) {
      throw new ProblemException(Problem.invalid("to", "must be after from"));
    }
    return range;
  }
}
