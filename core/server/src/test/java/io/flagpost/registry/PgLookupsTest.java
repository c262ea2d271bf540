package io.flagpost.registry;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.License;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lookups of licenses and activations: which queries they take, and what they remember. */
class PgLookupsTest extends PgRegistryFixture {
  @Test
  void aLookupUnderWayWhenAChangeIsAnnouncedIsAnsweredAndNotRemembered() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    var asked = registry.lookups().license(DemoData.LICENSE);

    await(registry.refresh());

    assertThat(await(asked)).isPresent();
    long queries = registry.state().licenseQueries();
    assertThat(license(registry, DemoData.LICENSE)).isPresent();
    assertThat(registry.state().licenseQueries()).isEqualTo(queries + 1);
  }

  @Test
  void aThousandUnknownLicensesAtOnceTakeFewQueries() throws Exception {
    PgRegistry registry = open(NEVER);
    List<CompletionStage<Optional<License>>> asked = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      asked.add(registry.lookups().license("invented-" + i));
    }

    for (CompletionStage<Optional<License>> answer : asked) {
      assertThat(await(answer)).isEmpty();
    }
    assertThat(registry.state().licenseQueries()).isBetween(1L, 20L);
    long before = registry.state().licenseQueries();
    assertThat(license(registry, "invented-999")).isEmpty();
    assertThat(registry.state().licenseQueries()).isEqualTo(before);
  }

  @Test
  void oneBatchMayHoldEveryKindOfKey() throws Exception {
    await(DemoData.seed(pool));
    PgRegistry registry = open(NEVER);
    String long255 = "\uD83D\uDE00".repeat(255);
    database.execute(
        "INSERT INTO license (license_key, product_id) VALUES ('" + long255 + "', 1), ('?', 1)");
    var known = registry.lookups().license(DemoData.LICENSE);
    var longest = registry.lookups().license(long255);
    var surrogate = registry.lookups().license("\uD800");
    var quoted = registry.lookups().license("{\"a\",NULL,'\\");
    var other = registry.lookups().activation(DemoData.LICENSE, DemoData.ACTIVATION);

    assertThat(await(known)).isPresent();
    assertThat(await(longest)).map(License::key).contains(long255);
    assertThat(await(surrogate)).isEmpty();
    assertThat(await(quoted)).isEmpty();
    assertThat(await(other)).isPresent();
  }

  @Test
  void whatNoColumnCanHoldIsUnknownWithoutAQuery() throws Exception {
    PgRegistry registry = open(NEVER);

    for (String key :
        List.of("", "x\0", "x".repeat(256), "\uD83D\uDE00".repeat(256), "x".repeat(1_000_000))) {
      assertThat(registry.lookups().license(key)).isCompletedWithValueMatching(Optional::isEmpty);
      assertThat(registry.lookups().activation("l", key))
          .isCompletedWithValueMatching(Optional::isEmpty);
      assertThat(registry.lookups().activation(key, "a"))
          .isCompletedWithValueMatching(Optional::isEmpty);
    }
    assertThat(registry.state().licenseQueries()).isZero();
    assertThat(registry.state().activationQueries()).isZero();
  }

  @Test
  void manyThreadsThatAskForTheSameLicensesShareTheirQueries() throws Exception {
    await(DemoData.seed(pool));
    database.execute(
        "INSERT INTO license (license_key, product_id)"
            + " SELECT 'license-' || n, 1 FROM generate_series(0, 499) n");
    PgRegistry registry = open(NEVER);

    var asked =
        IntStream.range(0, 8_000)
            .parallel()
            .mapToObj(i -> registry.lookups().license("license-" + i % 1_000))
            .toList();

    for (int i = 0; i < asked.size(); i++) {
      assertThat(await(asked.get(i)).isPresent()).isEqualTo(i % 1_000 < 500);
    }
    assertThat(registry.state().licenseQueries()).isLessThan(200);
  }
}
