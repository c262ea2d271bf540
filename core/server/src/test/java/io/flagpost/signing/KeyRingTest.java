package io.flagpost.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.wire.SigningAlgorithm;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyRingTest {
  private static final Instant NOW = TestKeys.START.plusSeconds(1000);

  @Test
  void aProductWithoutAKeyOfItsOwnSignsWithTheGlobalOne() {
    KeyRing ring = TestKeys.ring();

    assertThat(ring.keyFor(2L, NOW)).isSameAs(TestKeys.PRODUCT_2);
    assertThat(ring.keyFor(77L, NOW)).isSameAs(TestKeys.GLOBAL);
    assertThat(ring.keyFor(null, NOW)).isSameAs(TestKeys.GLOBAL);
  }

  @Test
  void theNewestActiveKeySignsAndAllAreStillPublished() {
    SigningKey retiring = TestKeys.key(null, SigningAlgorithm.RS256, TestKeys.START, NOW);
    SigningKey active = TestKeys.key(null, SigningAlgorithm.RS256, NOW, null);
    SigningKey pending = TestKeys.key(null, SigningAlgorithm.RS256, NOW.plusSeconds(60), null);
    List<SigningKey> keys = List.of(pending, active, retiring);

    KeyRing ring = KeyRing.at(NOW, keys);

    assertThat(ring.keyFor(null, NOW.minusNanos(1))).isSameAs(retiring);
    assertThat(ring.keyFor(null, NOW)).isSameAs(active);
    assertThat(ring.keyFor(null, NOW.plusSeconds(60).minusNanos(1))).isSameAs(active);
    assertThat(ring.keyFor(null, NOW.plusSeconds(60))).isSameAs(pending);
    assertThat(ring.published(NOW))
        .containsExactly(retiring.published(), active.published(), pending.published());
    assertThat(ring.withId(retiring.keyId())).isSameAs(retiring);
  }

  @Test
  void rotatedKeysAreMetUntilTheirPublicationEnds() {
    SigningKey old = TestKeys.key(null, SigningAlgorithm.RS256, TestKeys.START, NOW);
    SigningKey next = TestKeys.key(null, SigningAlgorithm.RS256, NOW, null);
    KeyRing ring = KeyRing.at(NOW, List.of(old, next));

    assertThat(ring.published(NOW.plusSeconds(1000).minusNanos(1)))
        .containsExactly(old.published(), next.published());
    assertThat(ring.published(NOW.plusSeconds(1000))).containsExactly(next.published());
  }

  @Test
  void ringsOfTwoNodesThatWereReadAtDifferentTimesAgree() {
    SigningKey old = TestKeys.key(5L, SigningAlgorithm.RS256, TestKeys.START, NOW);
    SigningKey next = TestKeys.key(5L, SigningAlgorithm.RS512, NOW, null);
    KeyRing early = KeyRing.at(TestKeys.START, List.of(old, next, TestKeys.GLOBAL));
    KeyRing late = KeyRing.at(NOW, List.of(TestKeys.GLOBAL, next, old));

    for (long offset : new long[] {-1_000_000_000, -1, 0, 1, 1_000_000_000}) {
      Instant moment = NOW.plusNanos(offset);
      assertThat(early.keyFor(5L, moment)).isSameAs(late.keyFor(5L, moment));
      assertThat(early.published(moment)).isEqualTo(late.published(moment));
    }
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
