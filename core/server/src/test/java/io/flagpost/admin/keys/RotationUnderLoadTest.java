package io.flagpost.admin.keys;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.registry.PgRegistry;
import io.flagpost.registry.RegistrySettings;
import io.flagpost.registry.TestRegistries;
import io.flagpost.signing.BusSigner;
import io.flagpost.signing.KeyRings;
import io.flagpost.signing.PublishedKey;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.SigningVerticle;
import io.flagpost.signing.TestKeyRings;
import io.flagpost.signing.envelope.SignedEnvelope;
import io.flagpost.signing.envelope.SignedEnvelopes;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node, as the gateway puts it together, with everything real but the listeners. */
class RotationUnderLoadTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final int LANES = 2;
  private static final long PAUSE_MILLIS = 2; // without one, no processor is left to make keys

  private final JsonMapper json = new JsonMapper();
  private final KeyDesk desk = new KeyDesk(CLOCK);
  private final Set<String> signers = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> unread = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong verified = new AtomicLong();
  private KeyRings rings;
  private SignedEnvelopes envelopes;
  private PgRegistry registry;

  @BeforeEach
  void start() {
    rings = await(TestKeyRings.open(desk.vertx, desk.store(CLOCK), Duration.ofDays(1)));
    registry =
        await(
            TestRegistries.open(
                desk.vertx,
                desk.pool,
                desk.database.connectOptions(),
                RegistrySettings.of(Duration.ofHours(1), 10, 10),
                CLOCK));
    registry.whenChanged(() -> rings.refresh().onFailure(unread::add));
    await(SigningVerticle.deploy(desk.vertx, rings, desk.provider, 2));
    envelopes =
        new SignedEnvelopes(new BusSigner(desk.vertx, rings, CLOCK), new SigningCapacity(64));
  }

  @AfterEach
  void stop() {
    await(registry.close());
    desk.close();
  }

  @Test
  void everyAnswerVerifiesUnderAKeyThatIsPublishedThen() {
    List<Promise<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      Promise<Void> lane = Promise.promise();
      lanes.add(lane);
      Long product = i % 2 == 0 ? null : 7L;
      Context context = desk.vertx.getOrCreateContext();
      context.runOnContext(start -> next(lane, product));
    }
    waitForAnswers();

    for (String request :
        new String[] {
          "{'activate_in': 0}",
          "{'product_id': 7, 'algorithm': 'RS512', 'activate_in': 0}",
          "{'activate_in': 1}",
          "{'product_id': 7, 'algorithm': 'RS256', 'activate_in': 1}"
        }) {
      String kid = desk.call("generateSigningKey", request).gives(201).path("kid").asText();
      until(desk.vertx, () -> signers.contains(kid) || stopped.get());
      waitForAnswers();
    }
    stopped.set(true);

    for (Promise<Void> lane : lanes) {
      await(lane.future());
    }
    assertThat(signers).hasSizeGreaterThanOrEqualTo(5);
    assertThat(unread).isEmpty();
  }

  private void waitForAnswers() {
    long before = verified.get();
    until(desk.vertx, () -> verified.get() > before + 50 || stopped.get());
  }

  private void next(Promise<Void> lane, @Nullable Long product) {
    if (stopped.get()) {
      lane.complete();
      return;
    }
    ObjectNode response =
        JsonNodeFactory.instance
            .objectNode()
            .put("code", 830)
            .put("message", "saved")
            .put("timestamp", CLOCK.instant().getEpochSecond());
    response.putArray("errors");
    envelopes
        .seal(response, SignatureProfile.DOCUMENT, product, null)
        .map(this::verify)
        .onSuccess(done -> desk.vertx.setTimer(PAUSE_MILLIS, id -> next(lane, product)))
        .onFailure(
            failure -> {
              stopped.set(true);
              lane.fail(failure);
            });
  }

  private boolean verify(SignedEnvelope sealed) {
    try {
      JsonNode envelope = json.readTree(sealed.body().getBytes());
      PublishedKey key =
          rings.get().published(CLOCK.instant()).stream()
              .filter(one -> one.keyId().equals(sealed.keyId()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(sealed.keyId() + " is not published"));
      String owner = key.productId() == null ? "global" : "product";
      assertThat(envelope.path("private_key_used").asText()).isEqualTo(owner);
      Signature verifier = Signature.getInstance(key.algorithm().jcaName());
      verifier.initVerify(key.publicKey());
      verifier.update(envelope.path("response_base64").asText().getBytes(StandardCharsets.UTF_8));
      assertThat(verifier.verify(Base64.getDecoder().decode(envelope.path("signature").asText())))
          .isTrue();
      signers.add(key.keyId());
      verified.incrementAndGet();
      return true;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
