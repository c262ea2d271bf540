package io.flagpost.admin.records;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.LicenseStatus;
import io.flagpost.registry.PgRegistry;
import io.flagpost.registry.RegistrySettings;
import io.flagpost.registry.TestRegistries;
import io.flagpost.testing.Futures;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon a running gateway knows of a change, which only the announcement can tell it of. */
class ChangePropagationTest {
  private static final Registrar REGISTRAR = new Registrar();

  /** Half of them block the license, half lift that. */
  private static final int TURNS = 50;

  private PgRegistry registry;

  @BeforeEach
  void open() throws Exception {
    REGISTRAR.clear();
    RegistrySettings usual = RegistrySettings.defaults();
    registry =
        await(
            TestRegistries.open(
                REGISTRAR.vertx,
                REGISTRAR.pool,
                REGISTRAR.database.connectOptions(),
                RegistrySettings.of(Duration.ofDays(1), 100_000, usual.unknownCapacity()),
                Clock.systemUTC()));
  }

  @AfterEach
  void closeRegistry() {
    await(registry.close());
  }

  @AfterAll
  static void close() {
    REGISTRAR.close();
  }

  /** What an operator sees: how long after a license was blocked a running gateway knows. */
  @Test
  void aBlockedLicenseIsBlockedAsSoonAsItIsAnnounced() {
    long id = REGISTRAR.license();
    String key =
        REGISTRAR.call("showLicense").path("id", id).gives(200).path("license_key").asText();
    List<Long> micros = new ArrayList<>();
    for (int i = 0; i < TURNS; i++) {
      String verb = i % 2 == 0 ? "blockLicense" : "unblockLicense";
      LicenseStatus wanted = i % 2 == 0 ? LicenseStatus.BLOCKED : LicenseStatus.ACTIVE;
      assertThat(status(key)).isNotEqualTo(wanted);

      REGISTRAR.call(verb).path("id", id).gives(200);
      micros.add(microsUntil(wanted, key));
    }
    report(micros);
  }

  @Test
  void aNewProductIsKnownAsSoonAsItIsAnnounced() {
    long before = registry.state().reloads();

    REGISTRAR.call("putProduct").path("id", 77).body("{'name': 'New'}").gives(201);

    Futures.until(REGISTRAR.vertx, () -> registry.referenceData().products().contains(77L));
    assertThat(registry.state().reloads()).isGreaterThan(before);
  }

  private LicenseStatus status(String key) {
    return await(registry.lookups().license(key)).orElseThrow().status();
  }

  private long microsUntil(LicenseStatus wanted, String key) {
    long committed = System.nanoTime();
    while (status(key) != wanted) {
      Thread.onSpinWait();
    }
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - committed);
  }

  private static void report(List<Long> micros) {
    List<Long> sorted = micros.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "From the commit to the effect on a running gateway: median %d us, worst of %d %d us%n",
        sorted.get(TURNS / 2),
        TURNS,
        sorted.get(TURNS - 1));
  }
}
