package io.flagpost.node;

import io.flagpost.admin.api.AdminSettings;
import io.flagpost.admin.identity.IdentitySettings;
import io.flagpost.admin.identity.OidcSettings;
import io.flagpost.admin.keys.KeySettings;
import io.flagpost.admin.transfer.TransferSettings;
import io.flagpost.node.config.AccessLogMode;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.PluginConfigFiles;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.net.NetworkSet;
import io.flagpost.platform.tls.KeyStoreFile;
import io.flagpost.platform.tls.PemFiles;
import io.flagpost.platform.tls.TlsFiles;
import io.flagpost.platform.web.admission.AdmissionLimits;
import io.flagpost.platform.web.connections.ConnectionLimits;
import io.flagpost.plugin.host.LaneLimits;
import io.flagpost.plugin.host.PluginHostOptions;
import io.flagpost.plugin.host.PluginLock;
import io.flagpost.plugin.host.PluginSignatures;
import io.flagpost.plugin.host.PluginTrust;
import io.flagpost.registry.RegistrySettings;
import io.flagpost.telemetry.checks.ReceiptChecks;
import io.flagpost.telemetry.http.HttpSettings;
import io.flagpost.telemetry.query.ReaderSettings;
import io.flagpost.telemetry.spool.SpoolSettings;
import io.flagpost.telemetry.store.StoreSettings;
import io.flagpost.verdicts.FoldSettings;
import io.flagpost.verdicts.PendingSettings;
import io.flagpost.verdicts.VerdictSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Translates the configuration into the settings of each part of the gateway. */
final class ComponentSettings {
  /** Long, because nothing is sent while an import is being committed. */
  private static final Duration ADMIN_IDLE_TIMEOUT = Duration.ofMinutes(10);

  /** Requests of operators may take long, which says nothing about the other statements. */
  private static final Duration ADMIN_WAIT = Duration.ofDays(1);

  private final Config config;

  ComponentSettings(Config config) {
    this.config = config;
  }

  HttpSettings http() {
    Config.Http given = config.http();
    return new HttpSettings(
        given.host(),
        given.port(),
        Math.toIntExact(given.bodyLimit().bytes()),
        given.cors().origins(),
        IpNetworks.of(given.trustedProxies()),
        given.idleTimeout(),
        new ConnectionLimits(
            given.maxConnections(),
            given.maxConnectionsPerAddress(),
            IpNetworks.of(given.trustedProxies()),
            given.requestTimeout(),
            given.idleTimeout()),
        admission(),
        given.rateLimit().perAddress(),
        config.log().access() == AccessLogMode.ON,
        drainTimeout());
  }

  private AdmissionLimits admission() {
    Config.Admission given = config.http().admission();
    int requests =
        given.maxRequests() > 0
            ? given.maxRequests()
            : AdmissionLimits.requestsFor(Runtime.getRuntime().maxMemory());
    // The largest allowed body counts twice: as received and as decoded.
    long bytes = Math.max(given.maxBytes().bytes(), 2 * config.http().bodyLimit().bytes());
    return new AdmissionLimits(requests, bytes, longestWait(), config.http().bodyLimit().bytes());
  }

  /**
   * Never shorter than PostgreSQL may take, which is twice its time-out for a record behind a
   * group: waiting for it is not an error.
   */
  private Duration longestWait() {
    Duration given = config.http().admission().maxWait();
    Duration least = config.store().commitTimeout().multipliedBy(5).dividedBy(2);
    return given.compareTo(least) > 0 ? given : least;
  }

  AdminSettings admin() {
    Config.Admin given = config.admin();
    return new AdminSettings(
        given.host(),
        given.port(),
        ADMIN_IDLE_TIMEOUT,
        config.log().access() == AccessLogMode.ON,
        new ConnectionLimits(
            given.maxConnections(),
            given.maxConnectionsPerAddress(),
            adminProxies(),
            given.requestTimeout(),
            given.idleTimeout()),
        new AdmissionLimits(
            given.admission().maxRequests(),
            given.admission().maxBytes().bytes(),
            ADMIN_WAIT,
            AdminSettings.BODY_LIMIT),
        drainTimeout());
  }

  /** The rest of the time is for the parts that stop after the listeners. */
  private Duration drainTimeout() {
    return config.shutdown().timeout().dividedBy(3);
  }

  /**
   * The files of a listener's certificate; empty if it has none.
   *
   * @param listener the prefix of its configuration keys
   */
  static Optional<TlsFiles> tls(String listener, Config.Tls given) {
    String section = listener + ".tls";
    Optional<Path> keystore = given.keystore().path();
    if (keystore.isPresent()) {
      return Optional.of(new KeyStoreFile(section, keystore.get(), given.keystorePassword()));
    }
    return given
        .certificate()
        .path()
        .map(
            certificate ->
                new PemFiles(
                    section, certificate, given.key().path().orElseThrow(), given.keyPassword()));
  }

  PluginHostOptions plugins() {
    Config.Plugins given = config.plugins();
    return PluginHostOptions.of(given.dir(), config.data().dir().resolve("run/plugins"))
        .withHostChecks(ReceiptChecks.hostChecks())
        .withConfiguration(new PluginConfigFiles(given.conf()))
        .withRequired(Set.copyOf(given.required()))
        .withLimits(LaneLimits.DEFAULT.withDeadline(config.checks().deadline()));
  }

  /** The plugins that production mode trusts; read again for each plugin. */
  PluginTrust trust() {
    return PluginTrust.strict(this::locks, this::trustedKeys);
  }

  /** The contents of the allow lists. */
  PluginLock locks() throws IOException {
    List<PluginLock> locks = new ArrayList<>();
    for (Path file : config.plugins().locks().paths()) {
      locks.add(PluginLock.read(file));
    }
    return PluginLock.merged(locks);
  }

  private List<PublicKey> trustedKeys() throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    for (Path file : config.plugins().trustedKeys().paths()) {
      keys.add(PluginSignatures.readPublicKey(file));
    }
    return keys;
  }

  /** The files and folders whose changes make the host scan again. */
  List<Path> watched() {
    Config.Plugins given = config.plugins();
    List<Path> watched = new ArrayList<>(List.of(given.dir(), given.conf()));
    watched.addAll(given.locks().paths());
    watched.addAll(given.trustedKeys().paths());
    return watched;
  }

  VerdictSettings verdicts() {
    Config.Checks given = config.checks();
    return VerdictSettings.DEFAULTS
        .withCheckLimit(given.storedDeadline())
        .withShare(given.storedShare())
        .withFolds(
            new FoldSettings(
                given.lateness(), given.folds().statesInMemory(), given.folds().checkpoint()))
        .withPending(new PendingSettings(given.pendingAttempts(), given.pendingAge()));
  }

  StoreSettings store() {
    Config.Store given = config.store();
    return new StoreSettings(
        given.writers(),
        given.maxBatchRows(),
        given.maxBatchBytes().bytes(),
        given.queueRows(),
        given.queueBytes().bytes(),
        given.commitTimeout(),
        config.idempotency().window(),
        StoreSettings.DEFAULTS.partitionDaysAhead(),
        StoreSettings.DEFAULTS.maintenanceInterval());
  }

  /** Its queue is as large as the store's, because either may have to take all the records. */
  SpoolSettings spool() {
    Config.Spool given = config.spool();
    return new SpoolSettings(
        config.data().dir().resolve("spool"),
        given.maxSize().bytes(),
        given.minFree().bytes(),
        config.store().queueRows(),
        config.store().queueBytes().bytes());
  }

  ReaderSettings reader() {
    return new ReaderSettings(
        ReaderSettings.DEFAULTS.connections(),
        config.query().timeout(),
        ReaderSettings.DEFAULTS.horizonPatience());
  }

  RegistrySettings registry() {
    Config.RegistryCache given = config.registry();
    return RegistrySettings.of(given.ttl(), given.licenseCache(), given.unknownCache());
  }

  /** The trusted proxies in front of the admin listener. */
  NetworkSet adminProxies() {
    return IpNetworks.of(config.admin().trustedProxies());
  }

  KeySettings keys() {
    Config.Signing given = config.signing();
    return new KeySettings(given.publishLead(), given.retireAfter());
  }

  TransferSettings transfer() {
    return TransferSettings.DEFAULTS.withImportLimit(config.admin().importLimit().bytes());
  }

  IdentitySettings identity() {
    Config.Admin given = config.admin();
    Config.Oidc oidc = given.oidc();
    return new IdentitySettings(
        given.accessTokenTtl(),
        given.sessionTtl(),
        oidc.issuer().isEmpty()
            ? null
            : new OidcSettings(
                oidc.issuer(),
                oidc.jwksUrl().isEmpty() ? null : URI.create(oidc.jwksUrl()),
                oidc.audience(),
                oidc.roleClaim(),
                oidc.productsClaim().isEmpty() ? null : oidc.productsClaim(),
                oidc.environmentsClaim().isEmpty() ? null : oidc.environmentsClaim(),
                oidc.maxTokenAge()));
  }

  /** The number of signer threads; one for each core unless set. */
  int signerThreads() {
    int given = config.signing().threads();
    return given > 0 ? given : Runtime.getRuntime().availableProcessors();
  }
}
