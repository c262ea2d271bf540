package io.flagpost.signing;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.testing.SettableClock;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class SigningVerticleTest {
  private final AtomicReference<KeyRing> ring = new AtomicReference<>(TestKeys.ring());
  private final SettableClock clock = new SettableClock(TestKeys.START);
  private Supplier<KeyRing> seenBySigner = ring::get;
  private Vertx vertx;
  private BusSigner signer;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    signer = new BusSigner(vertx, () -> seenBySigner.get(), clock);
  }

  @Test
  void everyOwnersTextIsSignedByItsKey() throws Exception {
    deploy();

    Signer.Signed global = await(signer.sign(null, "text ü", false));
    Signer.Signed keyless = await(signer.sign(99L, "text ü", false));
    Signer.Signed product = await(signer.sign(3L, "text ü", false));

    assertThat(verifies(TestKeys.GLOBAL, "text ü", global.signature())).isTrue();
    assertThat(global.keyId()).isEqualTo(TestKeys.GLOBAL.keyId());
    assertThat(global.byProductKey()).isFalse();
    assertThat(keyless).isEqualTo(global);
    assertThat(verifies(TestKeys.PRODUCT_3, "text ü", product.signature())).isTrue();
    assertThat(product.keyId()).isEqualTo(TestKeys.PRODUCT_3.keyId());
    assertThat(product.byProductKey()).isTrue();
  }

  @Test
  void equalTextsUnderAnEqualKeyAreSignedOnce() {
    List<Future<Signer.Signed>> inFlight = new ArrayList<>();
    deploy();
    for (int i = 0; i < 100; i++) {
      inFlight.add(signer.sign(null, "equal", true));
    }
    for (Future<Signer.Signed> signed : inFlight) {
      assertThat(await(signed)).isEqualTo(await(inFlight.get(0)));
    }
    await(signer.sign(null, "equal", true));

    assertThat(signer.signedCount()).isEqualTo(1);
    assertThat(signer.sharedCount()).isEqualTo(100);

    await(signer.sign(2L, "equal", true));
    await(signer.sign(null, "other", true));
    assertThat(signer.signedCount()).isEqualTo(3);
  }

  @Test
  void textsThatNobodyElseWillAskForAreNotKept() {
    deploy();

    await(signer.sign(null, "mine", false));
    await(signer.sign(null, "mine", false));

    assertThat(signer.signedCount()).isEqualTo(2);
    assertThat(signer.sharedCount()).isZero();
  }

  @Test
  void everyCallerIsAnsweredOnItsOwnContext() {
    deploy();
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Context caller = ((VertxInternal) vertx).createEventLoopContext();
      Promise<Boolean> answer = Promise.promise();
      String text = "shared " + i / 4;
      caller.runOnContext(
          start ->
              signer
                  .sign(null, text, true)
                  .onComplete(
                      done ->
                          answer.complete(
                              done.succeeded()
                                  && Context.isOnEventLoopThread()
                                  && Vertx.currentContext() == caller)));
      answers.add(answer.future());
    }

    assertThat(answers).allMatch(answer -> await(answer));
    assertThat(signer.signedCount()).isEqualTo(2);
  }

  @Test
  void aFailureIsNotKept() {
    assertThatThrownBy(() -> await(signer.sign(null, "early", true)))
        .isInstanceOf(ReplyException.class);

    deploy();

    assertThat(await(signer.sign(null, "early", true)).signature()).isNotEmpty();
  }

  @Test
  void aRotationNeedsNoRestart() throws Exception {
    deploy();
    await(signer.sign(null, "text", true));
    SigningKey next = TestKeys.key(null, SigningAlgorithm.RS256);

    ring.set(KeyRing.at(TestKeys.START, List.of(next)));
    Signer.Signed signed = await(signer.sign(null, "text", true));

    assertThat(signed.keyId()).isEqualTo(next.keyId());
    assertThat(verifies(next, "text", signed.signature())).isTrue();
  }

  @Test
  void atTheBoundaryTheNextKeySignsWithoutAnyMessage() throws Exception {
    Instant boundary = TestKeys.START.plusSeconds(100);
    SigningKey old = TestKeys.key(null, SigningAlgorithm.RS256, TestKeys.START, boundary);
    SigningKey next = TestKeys.key(null, SigningAlgorithm.RS256, boundary, null);
    ring.set(KeyRing.at(TestKeys.START, List.of(old, next)));
    deploy();

    clock.set(boundary.minusNanos(1));
    Signer.Signed before = await(signer.sign(null, "same text of one second", true));
    clock.set(boundary);
    Signer.Signed after = await(signer.sign(null, "same text of one second", true));

    assertThat(before.keyId()).isEqualTo(old.keyId());
    assertThat(verifies(old, "same text of one second", before.signature())).isTrue();
    assertThat(after.keyId()).isEqualTo(next.keyId());
    assertThat(verifies(next, "same text of one second", after.signature())).isTrue();
  }

  @Test
  void aProductFallsBackToTheGlobalKeyWhenItsOwnEnds() {
    Instant end = TestKeys.START.plusSeconds(100);
    SigningKey own = TestKeys.key(7L, SigningAlgorithm.RS256, TestKeys.START, end);
    ring.set(KeyRing.at(TestKeys.START, List.of(own, TestKeys.GLOBAL)));
    deploy();

    clock.set(end.minusNanos(1));
    Signer.Signed before = await(signer.sign(7L, "text", true));
    clock.set(end);
    Signer.Signed after = await(signer.sign(7L, "text", true));

    assertThat(before.byProductKey()).isTrue();
    assertThat(before.keyId()).isEqualTo(own.keyId());
    assertThat(after.byProductKey()).isFalse();
    assertThat(after.keyId()).isEqualTo(TestKeys.GLOBAL.keyId());
  }

  @Test
  void whatWaitsForAKeyThatIsWithdrawnIsSignedByItsSuccessor() throws Exception {
    KeyRing without = KeyRing.at(TestKeys.START, List.of(TestKeys.PRODUCT_3, TestKeys.GLOBAL));
    deploy();
    AtomicReference<KeyRing> seen = new AtomicReference<>(TestKeys.ring());
    seenBySigner = () -> seen.getAndSet(without); // once the old ring
    ring.set(without);

    Signer.Signed signed = await(signer.sign(2L, "text", true));

    assertThat(signed.byProductKey()).isFalse();
    assertThat(verifies(TestKeys.GLOBAL, "text", signed.signature())).isTrue();
  }

  @Test
  void aNewKeyProvesItselfBeforeItSigns() {
    deploy();
    SigningKey mixed =
        new SigningKey(TestKeys.PRODUCT_2.published(), TestKeys.PRODUCT_3.privateKey(), null, null);
    KeyRing broken = KeyRing.at(TestKeys.START, List.of(TestKeys.GLOBAL, mixed));
    ring.set(KeyRing.at(TestKeys.START, List.of(TestKeys.GLOBAL)));
    await(signer.sign(null, "drops what was prepared of product 2", false));
    await(signer.sign(null, "on both signer threads", false));
    ring.set(broken);

    assertThatThrownBy(() -> await(signer.sign(2L, "text", false)))
        .isInstanceOf(ReplyException.class)
        .hasMessageContaining("does not verify");
  }

  @Test
  void aKeyPairWhoseHalvesDoNotMatchStopsTheStart() {
    SigningKey mixed =
        new SigningKey(TestKeys.PRODUCT_2.published(), TestKeys.GLOBAL.privateKey(), null, null);
    ring.set(KeyRing.at(TestKeys.START, List.of(TestKeys.GLOBAL, mixed)));

    assertThatThrownBy(this::deploy)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("product 2")
        .hasMessageContaining("does not verify");
  }

  private void deploy() {
    await(SigningVerticle.deploy(vertx, ring::get, SignatureProvider.choose(), 2));
  }

  private static boolean verifies(SigningKey key, String text, String signature) throws Exception {
    Signature verifier = Signature.getInstance(key.published().algorithm().jcaName());
    verifier.initVerify(key.published().publicKey());
    verifier.update(text.getBytes(StandardCharsets.UTF_8));
    return verifier.verify(Base64.getDecoder().decode(signature));
  }
}
