package io.flagpost.node;

import io.flagpost.admin.api.AccessWatch;
import io.flagpost.admin.api.AdminApi;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.admin.api.AdminListener;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.Authenticator;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.SystemOperations;
import io.flagpost.admin.audit.AuditCheckpoints;
import io.flagpost.admin.audit.AuditKeys;
import io.flagpost.admin.audit.AuditOperations;
import io.flagpost.admin.audit.AuditVerifier;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.audit.PgAuditLog;
import io.flagpost.admin.audit.ReadAccess;
import io.flagpost.admin.audit.RefusedAccess;
import io.flagpost.admin.identity.FirstAdministrator;
import io.flagpost.admin.identity.IdentityService;
import io.flagpost.admin.identity.PasswordHasher;
import io.flagpost.admin.keys.KeyWork;
import io.flagpost.admin.keys.ReEncryption;
import io.flagpost.admin.keys.SigningKeyOperations;
import io.flagpost.admin.plugins.PluginModes;
import io.flagpost.admin.plugins.PluginOperations;
import io.flagpost.admin.plugins.PluginUploads;
import io.flagpost.admin.plugins.RefoldOperations;
import io.flagpost.admin.plugins.VerdictOperations;
import io.flagpost.admin.records.RegistrarOperations;
import io.flagpost.admin.statistics.StatisticsOperations;
import io.flagpost.admin.telemetry.ExportSettings;
import io.flagpost.admin.telemetry.LiveLimits;
import io.flagpost.admin.telemetry.LiveStreams;
import io.flagpost.admin.telemetry.TelemetryExport;
import io.flagpost.admin.telemetry.TelemetryOperations;
import io.flagpost.admin.transfer.TransferOperations;
import io.flagpost.node.config.Config;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.kek.ReEncryptable;
import io.flagpost.platform.ops.PolledMeters;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.plugin.host.PluginHost;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.SigningKeyTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Assembles everything behind the admin listener: the second half of the composition root. Used
 * while the node starts, on that thread.
 */
final class AdminServer {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(1);

  private final NodeContext node;
  private final Vertx vertx;
  private final Pool pool;
  private final KeyWrapping wrapping;
  private final SignatureProvider provider;
  private final PluginHost plugins;
  private final PluginModes modes;
  private final TelemetryStartup telemetry;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Changes changes;
  private final AuditKeys auditKeys;
  private final LiveStreams streams;

  /**
   * @param pool used by this class only: an import or the verification of the audit log holds a
   *     connection for a long time
   */
  AdminServer(
      NodeContext node,
      Pool pool,
      KeyWrapping wrapping,
      SignatureProvider provider,
      PluginHost plugins,
      PluginModes modes,
      TelemetryStartup telemetry) {
    this.node = node;
    this.vertx = node.vertx();
    this.pool = pool;
    this.wrapping = wrapping;
    this.provider = provider;
    this.plugins = plugins;
    this.modes = modes;
    this.telemetry = telemetry;
    this.clock = node.clock();
    this.changes = new Changes(pool, new PgAuditLog(wrapping, clock));
    this.auditKeys = new AuditKeys(wrapping);
    this.streams = new LiveStreams(vertx, telemetry.live(), LiveLimits.DEFAULTS);
    new PolledMeters(node.meters())
        .gauge(
            "flagpost.live.streams", "Live streams that are open", () -> (double) streams.open());
  }

  /**
   * Starts to sign the audit log, re-encrypts secrets under an older key-encryption key and creates
   * the first administrator, as soon as the database is reachable, and assembles the listener.
   * Blocking.
   *
   * @param tls configures TLS for the listener, if it has a certificate
   */
  AdminListener open(UnaryOperator<HttpServerOptions> tls) {
    AuditCheckpoints checkpoints = startCheckpoints();
    PasswordHasher hasher =
        new PasswordHasher(vertx.createSharedWorkerExecutor("password", 1), random);
    IdentityService identity = openIdentity(hasher);
    node.startup()
        .add(
            "re-encrypting secrets",
            () ->
                reEncrypt(
                    List.of(new SigningKeyTable(wrapping), identity.reEncryptable(), auditKeys)));
    node.startup().add("creating the first administrator", () -> makeFirstAdministrator(hasher));

    AdminContract contract = AdminContract.load();
    Authenticator authenticator = identity.authenticator();
    SystemOperations system =
        new SystemOperations(
            contract,
            node.health(),
            node.config().admin().metrics(),
            node.metrics()::scrape,
            GatewayMetrics.MEDIA_TYPE,
            authenticator);
    List<Map<String, AdminOperation>> features =
        List.of(
            system.operations(),
            identity.operations(),
            new RegistrarOperations(pool, changes, random, clock).operations(),
            openTransfer().operations(),
            new SigningKeyOperations(
                    pool,
                    changes,
                    wrapping,
                    new KeyWork(vertx, provider),
                    node.settings().keys(),
                    clock,
                    random)
                .operations(),
            pluginOperations().operations(),
            new VerdictOperations(vertx, telemetry.verdicts(), changes, clock).operations(),
            new RefoldOperations(telemetry.verdicts().refolds(), changes).operations(),
            new TelemetryOperations(telemetry.search(), clock).operations(),
            new StatisticsOperations(vertx, pool, telemetry.statistics(), changes, clock)
                .operations(),
            openExport().operations(),
            streams.operations(),
            new AuditOperations(pool, new AuditVerifier(vertx, pool, auditKeys, checkpoints))
                .operations());
    return new AdminListener(
        node.settings().admin(),
        new AdminApi(contract, features),
        authenticator,
        new ClientAddress(node.settings().adminProxies()),
        node.meters(),
        new AccessWatch(refusals(), readings()),
        tls);
  }

  /**
   * Ends the answers that else would go on for as long as the listener, to be done before it stops.
   */
  Future<Void> endStreams() {
    return streams.close();
  }

  private RefusedAccess refusals() {
    RefusedAccess refusals = RefusedAccess.start(vertx, changes, node.meters(), clock);
    node.started().add("audit of refused access", limit -> Await.done(refusals.stop(), limit));
    return refusals;
  }

  private ReadAccess readings() {
    ReadAccess readings = ReadAccess.start(vertx, changes);
    node.started().add("audit of reading", limit -> Await.done(readings.stop(), limit));
    return readings;
  }

  private AuditCheckpoints startCheckpoints() {
    AuditCheckpoints checkpoints =
        new AuditCheckpoints(
            vertx, pool, wrapping, node.config().data().dir().resolve("audit-checkpoints"), clock);
    node.startup()
        .add("signing the audit log", () -> Await.done(checkpoints.start(CHECKPOINT_INTERVAL)));
    node.started().add("audit checkpoints", limit -> Await.done(checkpoints.stop(), limit));
    return checkpoints;
  }

  private PluginOperations pluginOperations() {
    PluginUploads uploads = new PluginUploads(vertx, node.config().plugins().dir());
    return new PluginOperations(vertx, changes, plugins, modes, uploads);
  }

  private IdentityService openIdentity(PasswordHasher hasher) {
    IdentityService identity =
        IdentityService.create(
            vertx, pool, changes, hasher, node.settings().identity(), random, clock);
    node.startup()
        .add("reading the keys of access tokens", () -> Await.done(identity.start(wrapping)));
    node.started().add("sign-in", limit -> identity.close());
    return identity;
  }

  private void reEncrypt(List<ReEncryptable> stored) {
    Await.done(new ReEncryption(changes, wrapping, stored).run());
  }

  private void makeFirstAdministrator(PasswordHasher hasher) {
    Config.FirstAdmin wanted = node.config().admin().firstAdmin();
    if (wanted.password().isEmpty()) {
      return;
    }
    try {
      Await.done(
          new FirstAdministrator(pool, changes, hasher, clock)
              .ensure(wanted.name(), wanted.password().value()));
    } catch (ProblemException e) {
      throw new StartException("Cannot create the first administrator: " + explain(e), e);
    }
  }

  private static String explain(ProblemException refused) {
    StringBuilder text = new StringBuilder(refused.problem().detail());
    refused
        .problem()
        .errors()
        .forEach(
            error -> text.append("; ").append(error.field()).append(' ').append(error.reason()));
    return text.toString();
  }

  private TelemetryExport openExport() {
    TelemetryExport export =
        new TelemetryExport(vertx, telemetry.exports(), ExportSettings.DEFAULTS);
    node.started().add("exports of records", limit -> Await.done(export.close(), limit));
    return export;
  }

  private TransferOperations openTransfer() {
    TransferOperations transfer =
        new TransferOperations(vertx, pool, changes, node.settings().transfer());
    node.started().add("import and export", limit -> Await.done(transfer.close(), limit));
    return transfer;
  }
}
