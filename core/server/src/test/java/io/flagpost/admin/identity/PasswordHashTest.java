package io.flagpost.admin.identity;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
final class PasswordHashTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PasswordHash.Cost CHEAP = new PasswordHash.Cost(64, 1, 1);

  /** RFC 9106, section 5.3. */
  @Test
  void theLibraryComputesTheTestVectorOfTheRfc() {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(filled(16, 2))
            .withSecret(filled(8, 3))
            .withAdditional(filled(12, 4))
            .build());
    byte[] tag = new byte[32];

    generator.generateBytes(filled(32, 1), tag);

    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  /** Made by the reference implementation, phc-winner-argon2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHQ$noeJyLQoNCIK/AAIWsc6zDCGUSFplKu/3dabJZIDLv0"
      })
  void hashesOfOthersAreVerified(String phc) {
    PasswordHash hash = PasswordHash.parse(phc);

    assertThat(hash.matches("password")).isTrue();
    assertThat(hash.matches("Password")).isFalse();
    assertThat(hash.phc()).isEqualTo(phc);
  }

  @Test
  void everyHashHasASaltOfItsOwnAndSurvivesBeingWritten() {
    PasswordHash one = PasswordHash.of("geheim", RANDOM, CHEAP);
    PasswordHash other = PasswordHash.of("geheim", RANDOM, CHEAP);

    assertThat(one.phc()).startsWith("$argon2id$v=19$m=64,t=1,p=1$").isNotEqualTo(other.phc());
    assertThat(PasswordHash.parse(one.phc()).matches("geheim")).isTrue();
    assertThat(one.toString()).doesNotContain("argon2id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "geheim",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
      })
  void whatIsNoHashOfOursIsRefusedWithoutQuotingIt(String text) {
    assertThatThrownBy(() -> PasswordHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("c29tZXNhbHQ");
  }

  @Test
  void oneTooManyAtATimeIsTurnedAway(Vertx vertx) throws Exception {
    PasswordHasher hasher = hasher(vertx);
    List<Future<Boolean>> checks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      checks.add(hasher.verify("geheim", null));
    }

    List<Integer> refusals =
        checks.stream()
            .filter(check -> check.isComplete() && check.failed())
            .map(check -> SignInRig.problem(check).status())
            .toList();

    assertThat(refusals).hasSizeGreaterThan(10).containsOnly(503);
    // A check may be complete a moment before its place is free.
    until("room for another one", () -> !await(hasher.verify("geheim", null).otherwise(true)));
  }

  @Test
  void composedAndDecomposedCharactersAreOnePassword(Vertx vertx) {
    PasswordHasher hasher = hasher(vertx);
    PasswordHash hash = await(hasher.hash("caf\u00e9 au lait"));

    assertThat(await(hasher.verify("cafe\u0301 au lait", hash))).isTrue();
    assertThat(await(hasher.verify("cafe au lait", hash))).isFalse();
  }

  private static PasswordHasher hasher(Vertx vertx) {
    return new PasswordHasher(vertx.createSharedWorkerExecutor("password", 1), RANDOM, CHEAP);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
