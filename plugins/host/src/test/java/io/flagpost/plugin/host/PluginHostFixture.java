package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A drop folder, a host with manual time over it, and records. */
abstract class PluginHostFixture {
  final ManualTimer timer = new ManualTimer();
  final Asked asked = new Asked();

  Path folder = Path.of("");
  Path drop = Path.of("");
  private @Nullable PluginHost host;

  @BeforeEach
  void makeDropFolder(@TempDir Path made) throws IOException {
    folder = made;
    drop = Files.createDirectory(folder.resolve("drop"));
  }

  @AfterEach
  void closeHost() {
    if (host != null) {
      host.close();
    }
  }

  PluginHostOptions options() {
    return PluginHostOptions.of(drop, folder.resolve("run"));
  }

  PluginHost open() {
    return open(options());
  }

  PluginHost open(PluginHostOptions options) {
    PluginHost opened = PluginHost.open(options, timer);
    host = opened;
    return opened;
  }

  /** Has the host look at everything anew, and waits until that is done. */
  /** The usual limits, with another capacity. */
  static LaneLimits withCapacity(int capacity) {
    LaneLimits usual = LaneLimits.DEFAULT;
    return new LaneLimits(
        usual.threads(),
        capacity,
        usual.deadline(),
        usual.strikes(),
        usual.quarantine(),
        usual.longestQuarantine(),
        usual.start(),
        usual.stop());
  }

  /** The usual limits, with another time-out of the start. */
  static LaneLimits withStart(Duration start) {
    LaneLimits usual = LaneLimits.DEFAULT;
    return new LaneLimits(
        usual.threads(),
        usual.capacity(),
        usual.deadline(),
        usual.strikes(),
        usual.quarantine(),
        usual.longestQuarantine(),
        start,
        usual.stop());
  }

  static List<PluginStatus> rescan(PluginHost host) {
    return host.rescan().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** The source of a plugin whose check raises the code. */
  static PluginSource acme(String version, String code) {
    return PluginSource.of("acme").version(version).check(PluginSource.raising(code));
  }

  static Telemetry record() {
    return Telemetry.builder(UUID.randomUUID(), Instant.EPOCH).licenseKey("key").build();
  }

  /** Starts checking a record. */
  CompletableFuture<CatalogResult> begin(PluginHost host) {
    return host.catalog().check(record(), asked).toCompletableFuture();
  }

  /** Checks a record whose checks all answer. */
  CatalogResult judge(PluginHost host) {
    return get(begin(host));
  }

  static CatalogResult get(CompletableFuture<CatalogResult> result) {
    return result.orTimeout(20, TimeUnit.SECONDS).join();
  }

  static List<String> codes(CatalogResult result) {
    return result.findings().stream().map(Finding::code).toList();
  }

  /** How many checks of a plugin have given an answer in time. */
  static long answers(PluginHost host, String file) {
    return status(host, file).counts().answers();
  }

  static PluginStatus status(PluginHost host, String file) {
    List<PluginStatus> found =
        host.plugins().stream().filter(status -> status.file().equals(file)).toList();
    assertThat(found).as("plugins from %s", file).hasSize(1);
    return found.get(0);
  }
}
