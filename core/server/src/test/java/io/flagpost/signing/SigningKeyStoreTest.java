package io.flagpost.signing;

import static io.flagpost.testing.Futures.await;
import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.TestDatabase;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class SigningKeyStoreTest {
  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123456789Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyEncryptionKey kek = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
  private final SignatureProvider provider = SignatureProvider.choose();
  private TestDatabase database;
  private Vertx vertx;
  private Pool pool;
  private SigningKeyStore store;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    database = TestDatabase.create();
    pool = newPool();
    await(pool.query("INSERT INTO product (id, name) VALUES (2, 'Two')").execute());
    store = newStore(pool, kek);
  }

  @Test
  void twoNodesThatStartTogetherEndWithOneGlobalKey() {
    SigningKeyStore other = newStore(newPool(), kek);

    Future<Boolean> first = store.ensureGlobalKey();
    Future<Boolean> second = other.ensureGlobalKey();

    assertThat(await(first)).isNotEqualTo(await(second));
    KeyRing ring = await(TestKeyRings.load(store));
    assertThat(ring.published(NOW)).hasSize(1);
    assertThat(await(TestKeyRings.load(other)).published(NOW)).isEqualTo(ring.published(NOW));
    assertThat(await(store.ensureGlobalKey())).isFalse();
  }

  @Test
  void aProductGetsOneKeyOfItsOwn() {
    await(store.ensureGlobalKey());

    assertThat(await(store.createProductKey(2, SigningAlgorithm.RS512))).isTrue();
    assertThat(await(store.createProductKey(2, SigningAlgorithm.RS256))).isFalse();

    SigningKey key = await(TestKeyRings.load(store)).keyFor(2L, NOW);
    assertThat(key.productId()).isEqualTo(2L);
    assertThat(key.published().algorithm()).isEqualTo(SigningAlgorithm.RS512);
    assertThat(key.published().publicKey().getModulus().bitLength()).isEqualTo(2048);
    assertThat(key.published().notBefore()).isEqualTo(NOW.truncatedTo(SECONDS));
  }

  @Test
  void whatALoadedKeySignsItsPublicKeyVerifies() throws Exception {
    await(store.ensureGlobalKey());
    SigningKey key = await(TestKeyRings.load(store)).keyFor(null, NOW);
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);

    Signature signer = provider.signer(key);
    signer.update(text);
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(key.published().publicKey());
    verifier.update(text);

    assertThat(verifier.verify(signer.sign())).isTrue();
  }

  @Test
  void thePrivateKeyIsNotInTheDatabaseAsItIs() {
    await(store.ensureGlobalKey());
    SigningKey key = await(TestKeyRings.load(store)).keyFor(null, NOW);
    BigInteger exponent =
        ((java.security.interfaces.RSAPrivateKey) key.privateKey()).getPrivateExponent();

    Row row = await(pool.query("SELECT * FROM signing_key").execute()).iterator().next();

    byte[] stored = row.getBuffer("private_key").getBytes();
    String bytes = new String(stored, StandardCharsets.ISO_8859_1);
    assertThat(bytes)
        .doesNotContain(
            new String(exponent.toByteArray(), StandardCharsets.ISO_8859_1).substring(1, 17))
        .doesNotContain(
            new String(
                    key.published().publicKey().getModulus().toByteArray(),
                    StandardCharsets.ISO_8859_1)
                .substring(1, 17));
  }

  @Test
  void anotherKeyEncryptionKeyIsNamedAsTheReason() {
    await(store.ensureGlobalKey());
    SigningKeyStore other = newStore(pool, new KeyEncryptionKey(new byte[32], RANDOM));

    assertThatThrownBy(() -> await(TestKeyRings.load(other)))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining(kek.id())
        .hasMessageContaining("backup");
  }

  @Test
  void aWrappedKeyOpensInItsOwnRowOnly() {
    await(store.ensureGlobalKey());
    await(store.createProductKey(2, SigningAlgorithm.RS256));
    Buffer product =
        await(pool.query("SELECT private_key FROM signing_key WHERE product_id = 2").execute())
            .iterator()
            .next()
            .getBuffer(0);

    await(
        pool.preparedQuery("UPDATE signing_key SET private_key = $1 WHERE product_id IS NULL")
            .execute(Tuple.of(product)));

    assertThatThrownBy(() -> await(TestKeyRings.load(store)))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void timeStampsMoveAKeyFromStateToState() {
    await(store.ensureGlobalKey());
    await(store.createProductKey(2, SigningAlgorithm.RS256));
    SigningKey key = await(TestKeyRings.load(store)).keyFor(2L, NOW);
    await(
        pool.preparedQuery(
                "UPDATE signing_key SET sign_until = $1, publish_until = $2 WHERE product_id = 2")
            .execute(
                Tuple.of(
                    NOW.plusSeconds(10).atOffset(ZoneOffset.UTC),
                    NOW.plusSeconds(20).atOffset(ZoneOffset.UTC))));

    KeyRing active = await(TestKeyRings.load(storeAt(NOW.plusSeconds(9))));
    KeyRing retiring = await(TestKeyRings.load(storeAt(NOW.plusSeconds(10))));
    KeyRing retired = await(TestKeyRings.load(storeAt(NOW.plusSeconds(20))));

    assertThat(active.keyFor(2L, NOW).keyId()).isEqualTo(key.keyId());
    assertThat(retiring.keyFor(2L, NOW.plusSeconds(10)))
        .isSameAs(retiring.keyFor(null, NOW.plusSeconds(10)));
    assertThat(retiring.published(NOW.plusSeconds(10))).contains(key.published());
    assertThat(retired.published(NOW.plusSeconds(20))).hasSize(1).doesNotContain(key.published());
    assertThat(await(storeAt(NOW.plusSeconds(10)).createProductKey(2, SigningAlgorithm.RS256)))
        .isTrue();
  }

  @Test
  void withoutAGlobalKeyThereIsNoRing() {
    assertThatThrownBy(() -> await(TestKeyRings.load(store)))
        .isInstanceOf(IllegalStateException.class);
  }

  private SigningKeyStore storeAt(Instant moment) {
    return new SigningKeyStore(
        vertx,
        pool,
        new KeyWrapping(kek, List.of()),
        provider,
        Clock.fixed(moment, ZoneOffset.UTC));
  }

  private SigningKeyStore newStore(Pool pool, KeyEncryptionKey kek) {
    return new SigningKeyStore(
        vertx, pool, new KeyWrapping(kek, List.of()), provider, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Pool newPool() {
    return PgBuilder.pool()
        .connectingTo(database.connectOptions())
        .with(new PoolOptions().setMaxSize(2))
        .using(vertx)
        .build();
  }
}
