package io.flagpost.node.config;

import io.flagpost.admin.api.MetricsAccess;
import io.flagpost.platform.database.DatabaseAccess;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.files.Secret;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.tls.TlsSuites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The whole configuration. Every component of every record below is one key; {@code
 * conf/flagpost.yaml} explains each of them.
 */
public record Config(
    Http http,
    Admin admin,
    Data data,
    Database database,
    Plugins plugins,
    Checks checks,
    Store store,
    Spool spool,
    Signing signing,
    Keys keys,
    Idempotency idempotency,
    RegistryCache registry,
    Query query,
    Log log,
    Shutdown shutdown) {

  public Config {
    if (http.port() != 0 && http.port() == admin.port()) {
      throw new IllegalArgumentException("http.port and admin.port must differ");
    }
  }

  /** The public listener. */
  public record Http(
      @Setting(value = "0.0.0.0", demo = "127.0.0.1") String host,
      @Setting(value = "8080", min = "0", max = "65535") int port,
      @Setting(value = "1MiB", min = "1KiB", max = "64MiB") ByteSize bodyLimit,
      @Setting(value = "75s", min = "1s", max = "1h") Duration idleTimeout,
      @Setting(value = "30s", min = "1s", max = "1h") Duration requestTimeout,
      @Setting(value = "10000", min = "1", max = "1000000") int maxConnections,
      @Setting(value = "0", min = "0", max = "1000000") int maxConnectionsPerAddress,
      @Setting("") List<String> trustedProxies,
      RateLimit rateLimit,
      Admission admission,
      Tls tls,
      Cors cors) {

    public Http {
      trustedProxies = networks("http.trusted-proxies", trustedProxies);
      tls.check("http.tls");
    }
  }

  /** The rate limits of one client. */
  public record RateLimit(@Setting(value = "0", min = "0", max = "1000000") int perAddress) {}

  /** How much the public listener may have in hand before it refuses more. */
  public record Admission(
      @Setting(value = "0", min = "0", max = "1000000") int maxRequests,
      @Setting(value = "64MiB", min = "1MiB", max = "16GiB") ByteSize maxBytes,
      @Setting(value = "5s", min = "10ms", max = "5m") Duration maxWait) {}

  /** The web pages that may call the public listener. */
  public record Cors(@Setting("") List<String> origins) {
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/*?#\\s]+");

    public Cors {
      origins = List.copyOf(origins);
      for (String origin : origins) {
        if (!ORIGIN.matcher(origin).matches()) {
          throw new IllegalArgumentException(
              "'" + origin + "' is no origin: write it as https://example.org, without a path");
        }
      }
    }
  }

  /** The admin listener. */
  public record Admin(
      @Setting("127.0.0.1") String host,
      @Setting(value = "8081", min = "0", max = "65535") int port,
      @Setting(value = "10m", min = "10s", max = "1h") Duration accessTokenTtl,
      @Setting(value = "12h", min = "1m", max = "30d") Duration sessionTtl,
      @Setting(value = "2GiB", min = "1KiB", max = "1024GiB") ByteSize importLimit,
      @Setting(value = "75s", min = "1s", max = "1h") Duration idleTimeout,
      @Setting(value = "30s", min = "1s", max = "1h") Duration requestTimeout,
      @Setting(value = "1000", min = "1", max = "1000000") int maxConnections,
      @Setting(value = "0", min = "0", max = "1000000") int maxConnectionsPerAddress,
      AdminAdmission admission,
      FirstAdmin firstAdmin,
      Oidc oidc,
      @Setting("open") MetricsAccess metrics,
      @Setting("") List<String> trustedProxies,
      Tls tls) {

    public Admin {
      trustedProxies = networks("admin.trusted-proxies", trustedProxies);
      tls.check("admin.tls");
    }
  }

  /** How much the admin listener may have in hand before it refuses more. */
  public record AdminAdmission(
      @Setting(value = "256", min = "1", max = "1000000") int maxRequests,
      @Setting(value = "16MiB", min = "2MiB", max = "16GiB") ByteSize maxBytes) {}

  /** The administrator that is created at first start. */
  public record FirstAdmin(@Setting("admin") String name, @Setting("") Secret password) {}

  /** An external OpenID issuer whose tokens the admin API accepts. */
  public record Oidc(
      @Setting("") String issuer,
      @Setting("") String jwksUrl,
      @Setting("flagpost-admin") String audience,
      @Setting("flagpost_role") String roleClaim,
      @Setting("") String productsClaim,
      @Setting("") String environmentsClaim,
      @Setting(value = "24h", min = "1m", max = "24h") Duration maxTokenAge) {

    public Oidc {
      requireSafe("admin.oidc.issuer", issuer);
      requireSafe("admin.oidc.jwks-url", jwksUrl);
      if (audience.isEmpty() || roleClaim.isEmpty()) {
        throw new IllegalArgumentException(
            "admin.oidc.audience and admin.oidc.role-claim must not be empty");
      }
    }

    private static void requireSafe(String key, String url) {
      if (!url.isEmpty() && !SAFE.matcher(url).matches()) {
        throw new IllegalArgumentException(
            key + " must be an https URL; http is for this machine only (http://127.0.0.1:9000)");
      }
    }

    private static final Pattern SAFE =
        Pattern.compile(
            "https://[^/?#@\\s]+(/[^?#\\s]*)?|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/[^?#\\s]*)?");
  }

  /** The certificate of a listener and its private key, in PEM files or in a key store. */
  public record Tls(
      @Setting("") OptionalFile certificate,
      @Setting("") OptionalFile key,
      @Setting("") Secret keyPassword,
      @Setting("") OptionalFile keystore,
      @Setting("") Secret keystorePassword,
      @Setting("recommended") TlsSuites suites) {

    /** Whether the listener has a certificate. */
    public boolean isEnabled() {
      return !certificate.isEmpty() || !keystore.isEmpty();
    }

    private void check(String section) {
      String problem = null;
      if (!keystore.isEmpty() && !(certificate.isEmpty() && key.isEmpty())) {
        problem = "set *.certificate and *.key, or *.keystore, not both";
      } else if (!certificate.isEmpty() && key.isEmpty()) {
        problem = "*.key is missing: *.certificate needs it";
      } else if (!key.isEmpty() && certificate.isEmpty()) {
        problem = "*.certificate is missing: *.key needs it";
      } else if (key.isEmpty() && !keyPassword.isEmpty()) {
        problem = "*.key-password is of no use without *.key";
      } else if (keystore.isEmpty() && !keystorePassword.isEmpty()) {
        problem = "*.keystore-password is of no use without *.keystore";
      }
      if (problem != null) {
        throw new IllegalArgumentException(problem.replace("*", section));
      }
    }
  }

  private static List<String> networks(String key, List<String> networks) {
    try {
      IpNetworks.of(networks);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " holds addresses and networks such as 10.0.0.0/8: " + e.getMessage(), e);
    }
    return List.copyOf(networks);
  }

  /** The gateway's data on this machine. */
  public record Data(@Setting("data") Path dir) {}

  /** PostgreSQL. */
  public record Database(
      @Setting("") DatabaseUrl url,
      @Setting("") String user,
      @Setting("") Secret password,
      @Setting("") DatabaseUrl maintenanceUrl,
      @Setting("") String maintenanceUser,
      @Setting("") Secret maintenancePassword,
      @Setting(value = "8", min = "1", max = "500") int poolSize) {

    public Database {
      if (url.isEmbedded() && !(user.isEmpty() && password.isEmpty())) {
        throw new IllegalArgumentException(
            "database.user and database.password need a database.url; embedded has its own");
      }
      if (!url.isEmbedded() && user.isEmpty() && url.user().isEmpty()) {
        throw new IllegalArgumentException("database.url has no user: set database.user");
      }
      checkMaintenance(url, maintenanceUrl, maintenanceUser, maintenancePassword);
    }

    private static void checkMaintenance(
        DatabaseUrl url, DatabaseUrl maintenance, String user, Secret password) {
      boolean isGiven = !maintenance.isEmbedded() || !user.isEmpty() || !password.isEmpty();
      if (isGiven && url.isEmbedded()) {
        throw new IllegalArgumentException(
            "database.maintenance-url, -user and -password need a database.url; embedded has its"
                + " own");
      }
      if (isGiven && user.isEmpty() && maintenance.user().isEmpty()) {
        throw new IllegalArgumentException(
            maintenance.isEmbedded()
                ? "database.maintenance-password needs database.maintenance-user"
                : "database.maintenance-url has no user: set database.maintenance-user");
      }
    }

    /** The users of an external PostgreSQL; not for the embedded one. */
    public DatabaseAccess access() {
      return DatabaseAccess.of(
          DatabaseSettings.of(url, user, password.value()),
          maintenanceUrl,
          maintenanceUser,
          maintenancePassword.value());
    }
  }

  /** The folders of plugins, which plugins are trusted, and their modes. */
  public record Plugins(
      @Setting("plugins") Path dir,
      @Setting("conf/plugins") Path conf,
      @Setting("lib/plugins.lock,conf/plugins.lock") FileList locks,
      @Setting("") FileList trustedKeys,
      @Setting("") List<String> required,
      @Setting("") List<String> shadow,
      @Setting("") List<String> disabled,
      @Setting(value = "2s", min = "100ms", max = "1h") Duration watchInterval) {

    public Plugins {
      required = List.copyOf(required);
      shadow = List.copyOf(shadow);
      disabled = List.copyOf(disabled);
    }
  }

  /** Red-flag checks. */
  public record Checks(
      @Setting(value = "250ms", min = "1ms", max = "30s") Duration deadline,
      @Setting(value = "10s", min = "100ms", max = "10m") Duration storedDeadline,
      @Setting(value = "25", min = "1", max = "100") int storedShare,
      @Setting(value = "7d", min = "1m", max = "365d") Duration lateness,
      Folds folds,
      @Setting(value = "53", min = "1", max = "1000") int pendingAttempts,
      @Setting(value = "7d", min = "1m", max = "365d") Duration pendingAge) {}

  /** Checks that fold. */
  public record Folds(
      @Setting(value = "20000", min = "1000", max = "100000000") int statesInMemory,
      @Setting(value = "30s", min = "1s", max = "1h") Duration checkpoint) {}

  /** Group commit. */
  public record Store(
      @Setting(value = "2", min = "1", max = "16") int writers,
      @Setting(value = "1000", min = "1", max = "10000") int maxBatchRows,
      @Setting(value = "8MiB", min = "64KiB", max = "256MiB") ByteSize maxBatchBytes,
      @Setting(value = "20000", min = "1", max = "10000000") int queueRows,
      @Setting(value = "64MiB", min = "1MiB", max = "16GiB") ByteSize queueBytes,
      @Setting(value = "2s", min = "10ms", max = "1m") Duration commitTimeout) {}

  /** The spool, which keeps records on this machine while PostgreSQL accepts none. */
  public record Spool(
      @Setting(value = "1GiB", min = "0B", max = "1024GiB") ByteSize maxSize,
      @Setting(value = "512MiB", min = "0B", max = "1024GiB") ByteSize minFree,
      @Setting(value = "5000", min = "1", max = "1000000") int replayRate) {}

  /** The signing verticle. */
  public record Signing(
      @Setting(value = "0", min = "0", max = "256") int threads,
      @Setting(value = "4096", min = "1", max = "1000000") int queue,
      @Setting(value = "10m", min = "0s", max = "30d") Duration publishLead,
      @Setting(value = "30d", min = "1m", max = "3650d") Duration retireAfter) {}

  /** The key-encryption key, and the previous one. */
  public record Keys(
      @Setting("") Secret kek,
      @Setting("") OptionalFile kekFile,
      @Setting("") Secret previousKek,
      @Setting("") OptionalFile previousKekFile) {

    public Keys {
      atMostOne("kek", kek, kekFile);
      atMostOne("previous-kek", previousKek, previousKekFile);
    }

    private static void atMostOne(String key, Secret text, OptionalFile file) {
      if (!text.isEmpty() && !file.isEmpty()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "keys.%s and keys.%s-file are both set: set one", key, key));
      }
    }
  }

  /** Idempotency keys. */
  public record Idempotency(@Setting(value = "7d", min = "1m", max = "90d") Duration window) {}

  /** The cache of the reference data in PostgreSQL. */
  public record RegistryCache(
      @Setting(value = "10s", min = "100ms", max = "1h") Duration ttl,
      @Setting(value = "100000", min = "1", max = "100000000") int licenseCache,
      @Setting(value = "100000", min = "1", max = "100000000") int unknownCache) {}

  /** The read API. */
  public record Query(@Setting(value = "10s", min = "100ms", max = "10m") Duration timeout) {}

  /** The gateway's log. */
  public record Log(
      @Setting("text") LogFormat format,
      @Setting("off") AccessLogMode access,
      @Setting(value = "2s", min = "10ms", max = "1h") Duration blockedAfter) {}

  /** The shutdown. */
  public record Shutdown(
      @Setting(value = "0s", min = "0s", max = "10m") Duration delay,
      @Setting(value = "4s", min = "1s", max = "10m") Duration timeout) {}
}
