package io.flagpost.admin.keys;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.platform.kek.KeyEncryptionException;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.signing.KeyRings;
import io.flagpost.signing.SigningKeyStore;
import io.flagpost.signing.SigningKeyTable;
import io.flagpost.signing.TestKeyRings;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReEncryptionTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyDesk desk = new KeyDesk();
  private final KeyEncryptionKey next = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
  private final KeyWrapping both = new KeyWrapping(next, List.of(desk.kek));

  @BeforeEach
  void makeKeys() {
    desk.call("generateSigningKey", "{'product_id': 7, 'activate_in': 0}").gives(201);
    desk.audited.clear();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void everythingIsSealedAnewOnceAndWrittenDown() {
    KeyRings running =
        await(TestKeyRings.open(desk.vertx, store(desk.wrapping), Duration.ofDays(1)));

    Future<Integer> first = reEncryption(both).run();
    Future<Integer> second = reEncryption(both).run();

    assertThat(List.of(await(first), await(second))).containsExactlyInAnyOrder(2, 0);
    assertThat(desk.audited).extracting(AuditEvent::action).containsExactly("kek.rewrap");
    assertThat(desk.audited.toString()).contains(next.id(), desk.kek.id());
    KeyWrapping onlyNext = new KeyWrapping(next, List.of());
    assertThat(await(TestKeyRings.load(store(onlyNext))).published(KeyDesk.START)).hasSize(2);
    assertThat(failure(TestKeyRings.load(store(desk.wrapping))))
        .isInstanceOf(KeyEncryptionException.class);
    await(running.refresh()); // a node with the old key goes on, and follows changes
    assertThat(running.get().published(KeyDesk.START)).hasSize(2);
  }

  @Test
  void withoutAPreviousKeyNothingIsTouched() {
    assertThat(await(reEncryption(new KeyWrapping(next, List.of())).run())).isZero();
    assertThat(await(reEncryption(desk.wrapping).run())).isZero();
    assertThat(desk.audited).isEmpty();
  }

  @Test
  void whatNeitherKeyOpensStopsItAndNothingIsChanged() {
    KeyWrapping strangers =
        new KeyWrapping(next, List.of(new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM)));

    assertThat(failure(reEncryption(strangers).run()))
        .isInstanceOf(KeyEncryptionException.class)
        .hasMessageContaining("cannot be opened")
        .hasMessageContaining(desk.kek.id());
    assertThat(await(TestKeyRings.load(store(desk.wrapping))).published(KeyDesk.START)).hasSize(2);
  }

  private ReEncryption reEncryption(KeyWrapping wrapping) {
    return new ReEncryption(desk.changes, wrapping, List.of(new SigningKeyTable(wrapping)));
  }

  private SigningKeyStore store(KeyWrapping wrapping) {
    return new SigningKeyStore(desk.vertx, desk.pool, wrapping, desk.provider, desk.clock);
  }
}
