package io.flagpost.signing;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.TestDatabase;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class KeyRingsTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private final SecureRandom random = new SecureRandom();
  private final KeyWrapping wrapping =
      new KeyWrapping(new KeyEncryptionKey(random.generateSeed(32), random), List.of());
  private Vertx vertx;
  private Pool pool;
  private SigningKeyStore store;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    pool =
        PgBuilder.pool().connectingTo(TestDatabase.create().connectOptions()).using(vertx).build();
    await(pool.query("INSERT INTO product (id, name) VALUES (2, 'Two')").execute());
    store =
        new SigningKeyStore(vertx, pool, wrapping, SignatureProvider.choose(), Clock.systemUTC());
    await(store.ensureGlobalKey());
  }

  @Test
  void whatWasMissedIsSeenAtTheNextRefresh() {
    KeyRings rings = await(TestKeyRings.open(vertx, store, Duration.ofMillis(20)));

    await(store.createProductKey(2, SigningAlgorithm.RS256));

    until(vertx, () -> rings.get().keyIds().size() == 2);
    rings.close();
  }

  @Test
  void whileTheKeysCannotBeReadTheOldOnesStay() {
    KeyRings rings = await(TestKeyRings.open(vertx, store, NEVER));
    KeyRing before = rings.get();
    await(pool.query("ALTER TABLE signing_key RENAME TO away").execute());

    failure(rings.refresh());
    failure(rings.refresh());

    assertThat(rings.get()).isSameAs(before);
    await(pool.query("ALTER TABLE away RENAME TO signing_key").execute());
    await(rings.refresh());
    assertThat(rings.get()).isNotSameAs(before);
  }

  @Test
  void whatIsWrittenDownOfTheKeysIsReadAsTheSameAndSignsTheSame() throws Exception {
    await(store.createProductKey(2, SigningAlgorithm.RS512));
    KeyRings rings = await(TestKeyRings.open(vertx, store, NEVER));

    String text = rings.sealed().toJson().toString();
    SealedKeys read = SealedKeys.ofJson(new ObjectMapper().readTree(text));

    assertThat(read).isEqualTo(rings.sealed());
    KeyRing ring = store.hold(read).ring();
    assertThat(ring.published(Instant.now())).isEqualTo(rings.get().published(Instant.now()));
    assertThat(ring.keyFor(2L, Instant.now()).keyId())
        .isEqualTo(rings.get().keyFor(2L, Instant.now()).keyId());
  }

  @Test
  void beforeTheKeysWereReadThoseFromElsewhereSign() {
    HeldKeys held = store.hold(await(TestKeyRings.open(vertx, store, NEVER)).sealed());

    assertThat(KeyRings.create(vertx, store, NEVER, Optional.of(held)).get()).isSameAs(held.ring());
    assertThat(KeyRings.create(vertx, store, NEVER, Optional.empty()).areThere()).isFalse();
  }

  @Test
  void aKeyThatIsKnownIsNotOpenedAgain() {
    KeyRings rings = await(TestKeyRings.open(vertx, store, NEVER));
    String kid = rings.get().keyIds().iterator().next();
    await(pool.query("UPDATE signing_key SET private_key = '\\x00', kek_id = 'other'").execute());

    await(rings.refresh());

    assertThat(rings.get().keyIds()).containsExactly(kid);
  }
}
