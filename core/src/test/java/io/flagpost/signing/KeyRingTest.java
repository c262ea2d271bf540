package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyRingTest {
  private static final Instant NOW = TestKeys.START.plusSeconds(1000);

  @Test
  void aProductWithoutAKeyOfItsOwnSignsWithTheGlobalOne() {
    KeyRing ring = TestKeys.ring();

    assertThat(ring.keyFor(2L)).isSameAs(TestKeys.PRODUCT_2);
    assertThat(ring.keyFor(77L)).isSameAs(TestKeys.GLOBAL);
    assertThat(ring.keyFor(null)).isSameAs(TestKeys.GLOBAL);
  }

  @Test
  void theNewestActiveKeySignsAndAllAreStillPublished() {
    SigningKey retiring = TestKeys.key(null, SigningAlgorithm.RS256, TestKeys.START, NOW);
    SigningKey active = TestKeys.key(null, SigningAlgorithm.RS256, NOW, null);
    SigningKey pending = TestKeys.key(null, SigningAlgorithm.RS256, NOW.plusSeconds(60), null);
    List<SigningKey> keys = List.of(pending, active, retiring);

    assertThat(KeyRing.at(NOW.minusMillis(1), keys).keyFor(null)).isSameAs(retiring);
    assertThat(KeyRing.at(NOW, keys).keyFor(null)).isSameAs(active);
    assertThat(KeyRing.at(NOW.plusSeconds(60), keys).keyFor(null)).isSameAs(pending);
    assertThat(KeyRing.at(NOW, keys).published())
        .containsExactly(retiring.published(), active.published(), pending.published());
    assertThat(KeyRing.at(NOW, keys).withId(retiring.keyId())).isSameAs(retiring);
  }

  @Test
  void withoutAnActiveGlobalKeyThereIsNoRing() {
    assertThatThrownBy(() -> KeyRing.at(NOW, List.of(TestKeys.PRODUCT_2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no global signing key");
  }

  @Test
  void noTextNamesAPrivateKey() {
    String ring = TestKeys.ring().toString();
    String key = TestKeys.PRODUCT_2.toString();
    String secret = HexFormat.of().formatHex(TestKeys.PRODUCT_2.privateKey().getEncoded());

    assertThat(key)
        .isEqualTo("SigningKey[" + TestKeys.PRODUCT_2.keyId() + ", RS256, product 2]")
        .doesNotContain(secret.substring(100, 120));
    assertThat(ring).contains(TestKeys.GLOBAL.toString()).doesNotContain("private");
  }
}
