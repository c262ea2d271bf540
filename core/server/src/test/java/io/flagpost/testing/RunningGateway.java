package io.flagpost.testing;

import io.flagpost.demo.DemoDataSummary;
import io.flagpost.node.Gateway;
import io.flagpost.node.config.ConfigSources;
import io.flagpost.node.config.Mode;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyEncryptionKeyFile;
import io.flagpost.platform.kek.KeyWrapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A whole gateway in this JVM, on a database of its own, with the plugins of the distribution that
 * the build has just made: for tests that run after packaging.
 */
public final class RunningGateway implements AutoCloseable {
  private static final Path DISTRIBUTION = Repository.distribution();
  private static final int PATIENCE_MINUTES = 4;

  private final Gateway gateway;
  private final TestDatabase database;

  private RunningGateway(Gateway gateway, TestDatabase database) {
    this.gateway = gateway;
    this.database = database;
  }

  /** One with the demo data that the whole JVM shares; nobody stops it. */
  public static RunningGateway demo() {
    return Shared.DEMO;
  }

  /**
   * Starts one of its own. Blocking.
   *
   * @param settings configuration by key, beside database, ports and folders
   */
  public static RunningGateway start(Mode mode, Map<String, String> settings) {
    return start(mode, TestDatabase.create(), settings);
  }

  /** Starts one on a given database. Blocking. */
  public static RunningGateway start(
      Mode mode, TestDatabase database, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    if (!settings.containsKey("database.url")) {
      all.put("database.url", database.nodeUrl());
      all.put("database.maintenance-url", database.ownerUrl());
    }
    all.put("http.host", "127.0.0.1");
    all.put("http.port", "0");
    all.put("admin.port", "0");
    all.put("data.dir", temporaryFolder().toString());
    all.put("keys.kek-file", KekFile.PATH.toString());
    all.putAll(settings);
    var sources = new ConfigSources(DISTRIBUTION, null, Map.of(), all);
    RunningGateway running =
        new RunningGateway(Gateway.start(sources.load(mode).config(), mode), database);
    PrivateKeys.note(database, wrapping());
    return running;
  }

  /** The key-encryption key of every gateway that is given none of its own. */
  public static KeyWrapping wrapping() {
    KeyEncryptionKey key = new KeyEncryptionKeyFile(KekFile.PATH, new SecureRandom()).load();
    return new KeyWrapping(key, List.of());
  }

  /** Where the public listener is, such as {@code http://127.0.0.1:4711}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + gateway.httpPort());
  }

  public URI adminUrl() {
    return URI.create("http://127.0.0.1:" + gateway.adminPort());
  }

  public int httpPort() {
    return gateway.httpPort();
  }

  /** Completes with a reason when it can no longer work. */
  public CompletionStage<String> failed() {
    return gateway.failed();
  }

  /** Generates records of the past. Blocking. */
  public DemoDataSummary generateDemoData(long records, int days, long seed) {
    return gateway
        .demoRecords()
        .generate(records, days, seed, progress -> {})
        .toCompletableFuture()
        .orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES)
        .join();
  }

  /** Waits until all that is stored has been judged and counted. */
  public void catchUp() {
    gateway
        .demoRecords()
        .caughtUp()
        .toCompletableFuture()
        .orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES)
        .join();
  }

  /** The key-encryption key of every gateway that is given none of its own, as a file. */
  public static Path kekFile() {
    return KekFile.PATH;
  }

  /** What it stores into, for a test's own look. */
  public TestDatabase database() {
    return database;
  }

  @Override
  public void close() {
    gateway.stop();
    PrivateKeys.note(database, wrapping());
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("flagpost");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One for the whole JVM, so that a database can be given to another gateway. */
  private static final class KekFile {
    static final Path PATH = make();

    private static Path make() {
      Path file = temporaryFolder().resolve("kek");
      new KeyEncryptionKeyFile(file, new SecureRandom()).loadOrCreate();
      return file;
    }
  }

  private static final class Shared {
    static final RunningGateway DEMO =
        start(
            Mode.DEMO,
            Map.of(
                // No check may end up pending because the machine is busy.
                "checks.deadline",
                "20s",
                // The tests are many users of one license and tell times of the past: found out.
                "plugins.disabled",
                "clock-skew, shared-license, cloned-activation, replayed-request"));
  }
}
