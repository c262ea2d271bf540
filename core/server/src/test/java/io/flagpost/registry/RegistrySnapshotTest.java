package io.flagpost.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.net.IpNetworks;
import io.flagpost.plugin.v1.Product;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySnapshotTest {
  private static final RegistrySnapshot SNAPSHOT =
      new RegistrySnapshot(
          Instant.EPOCH,
          Map.of(),
          Map.of(
              1L,
              new Product("1", "One"),
              Long.MAX_VALUE,
              new Product("9223372036854775807", "Last")),
          Map.of(1L, Map.of("1.0", Set.of())),
          IpNetworks.of(List.of()),
          Set.of(),
          Set.of());

  @Test
  void theCanonicalTextOfAnIdNamesItsProduct() {
    assertThat(SNAPSHOT.product("1")).map(Product::name).contains("One");
    assertThat(SNAPSHOT.product("9223372036854775807")).map(Product::name).contains("Last");
    assertThat(SNAPSHOT.productVersion("1", "1.0")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01",
        "1.0",
        "+1",
        "-1",
        "",
        " 1",
        "0",
        "١",
        "9223372036854775808",
        "99999999999999999999"
      })
  void noOtherTextDoes(String text) {
    assertThat(SNAPSHOT.product(text)).isEmpty();
    assertThat(SNAPSHOT.productVersion(text, "1.0")).isEmpty();
  }
}
