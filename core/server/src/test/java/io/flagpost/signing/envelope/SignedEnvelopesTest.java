package io.flagpost.signing.envelope;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.signing.BusSigner;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.SigningKey;
import io.flagpost.signing.SigningOverloadedException;
import io.flagpost.signing.SigningVerticle;
import io.flagpost.signing.TestKeys;
import io.flagpost.signing.envelope.SealingAdmission.Overloaded;
import io.flagpost.wire.AnswerVerifier;
import io.flagpost.wire.SignatureProfile;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class SignedEnvelopesTest {
  private final SigningCapacity capacity = new SigningCapacity(2);
  private BusSigner signer;
  private SignedEnvelopes envelopes;

  @BeforeEach
  void start(Vertx vertx) {
    signer = new BusSigner(vertx, TestKeys::ring, Clock.systemUTC());
    envelopes = new SignedEnvelopes(signer, capacity);
    await(SigningVerticle.deploy(vertx, TestKeys::ring, SignatureProvider.choose(), 1));
  }

  @Test
  void aDocumentEnvelopeHasItsKeysInOrderAndVerifies() throws Exception {
    SignedEnvelope sealed = seal(saved(), SignatureProfile.DOCUMENT, null, null);
    Map<String, Object> envelope = parse(sealed);

    assertThat(envelope.keySet())
        .containsExactly("response", "response_base64", "private_key_used", "signature");
    assertThat(decoded(envelope))
        .isEqualTo(
            "{\"code\":830,\"message\":\"Correct format data saved\",\"errors\":[],"
                + "\"timestamp\":1708999140}");
    assertThat(PlainJson.php(envelope.getOrDefault("response", ""))).isEqualTo(decoded(envelope));
    assertThat(envelope).containsEntry("private_key_used", "global");
    assertThat(documentVerifies(TestKeys.GLOBAL, envelope)).isTrue();
    assertThat(sealed.keyId()).isEqualTo(TestKeys.GLOBAL.keyId());
    assertThat(verify(TestKeys.GLOBAL, SignatureProfile.DOCUMENT, sealed)).isTrue();
  }

  @Test
  void equalAnswersShareOneBodyAndOthersDoNot() throws Exception {
    SignedEnvelope first = seal(saved(), SignatureProfile.DOCUMENT, null, null);
    SignedEnvelope again = seal(saved(), SignatureProfile.DOCUMENT, null, null);
    SignedEnvelope later =
        seal(saved().put("timestamp", 1708999141), SignatureProfile.DOCUMENT, null, null);
    SignedEnvelope own = seal(saved(), SignatureProfile.DOCUMENT, 2L, null);
    SignedEnvelope refused = seal(saved(), SignatureProfile.DOCUMENT, null, 5);

    assertThat(again.body()).isSameAs(first.body());
    assertThat(parse(later)).isNotEqualTo(parse(first));
    assertThat(documentVerifies(TestKeys.GLOBAL, parse(later))).isTrue();
    assertThat(documentVerifies(TestKeys.PRODUCT_2, parse(own))).isTrue();
    assertThat(parse(refused)).containsEntry("retry_after", 5);
    assertThat(parse(seal(saved(), SignatureProfile.DOCUMENT, null, null))).isEqualTo(parse(first));
  }

  @Test
  void aProductsOwnKeySignsForIt() throws Exception {
    SignedEnvelope own = seal(saved(), SignatureProfile.DOCUMENT, 2L, null);
    SignedEnvelope longer = seal(saved(), SignatureProfile.DOCUMENT, 3L, null);
    SignedEnvelope none = seal(saved(), SignatureProfile.DOCUMENT, 4L, null);

    assertThat(parse(own)).containsEntry("private_key_used", "product");
    assertThat(documentVerifies(TestKeys.PRODUCT_2, parse(own))).isTrue();
    assertThat(documentVerifies(TestKeys.GLOBAL, parse(own))).isFalse();
    assertThat(own.keyId()).isEqualTo(TestKeys.PRODUCT_2.keyId());
    assertThat(documentVerifies(TestKeys.PRODUCT_3, parse(longer))).isTrue();
    assertThat(parse(none)).containsEntry("private_key_used", "global");
    assertThat(documentVerifies(TestKeys.GLOBAL, parse(none))).isTrue();
  }

  @Test
  void retryAfterFollowsTheSignature() throws Exception {
    Map<String, Object> envelope = parse(seal(saved(), SignatureProfile.DOCUMENT, null, 17));

    assertThat(List.copyOf(envelope.keySet()).subList(3, 5))
        .containsExactly("signature", "retry_after");
    assertThat(envelope).containsEntry("retry_after", 17);
    assertThat(documentVerifies(TestKeys.GLOBAL, envelope)).isTrue();
  }

  @Test
  void anSdkEnvelopeVerifiesInReceivedAndInSortedOrder() throws Exception {
    ObjectNode response = saved().put("nonce", "/~ \"").put("a", "ü😀\uD800/");
    response.putObject("empty");
    response.putObject("nested").put("z", 1).put("a", 2);

    SignedEnvelope sealed = seal(response, SignatureProfile.SDK, 2L, 30);
    Map<String, Object> envelope = parse(sealed);
    String signature = (String) envelope.remove("signature");

    assertThat(PlainJson.sorted(envelope)).hasToString(envelope.toString());
    assertThat(envelope)
        .containsEntry("retry_after", 30)
        .containsEntry("private_key_used", "global");
    assertThat(verifies(TestKeys.GLOBAL, PlainJson.stringify(envelope), signature)).isTrue();
    assertThat(
            verifies(TestKeys.GLOBAL, PlainJson.stringify(PlainJson.sorted(envelope)), signature))
        .isTrue();
    assertThat(sealed.body().toString())
        .isEqualTo(
            PlainJson.stringify(envelope)
                .replaceFirst("}$", ",\"signature\":\"" + signature + "\"}"))
        .doesNotContain("{}");
    assertThat(decoded(envelope)).isEqualTo(PlainJson.php(envelope.getOrDefault("response", "")));
    assertThat(verify(TestKeys.GLOBAL, SignatureProfile.SDK, sealed)).isTrue();
    assertThat(verify(TestKeys.GLOBAL, SignatureProfile.DOCUMENT, sealed)).isFalse();
  }

  @Test
  void equalAnswersShareASignatureAndIndividualOnesDoNot() {
    seal(saved(), SignatureProfile.DOCUMENT, null, null);
    seal(saved(), SignatureProfile.DOCUMENT, null, 5);
    seal(saved(), SignatureProfile.DOCUMENT, 99L, null);
    assertThat(signer.signedCount()).isEqualTo(1);
    assertThat(signer.sharedCount()).isEqualTo(2);

    seal(saved().put("nonce", "n"), SignatureProfile.DOCUMENT, null, null);
    seal(saved().put("nonce", "n"), SignatureProfile.DOCUMENT, null, null);
    seal(page(1_000), SignatureProfile.DOCUMENT, null, null);
    seal(page(1_000), SignatureProfile.DOCUMENT, null, null);
    assertThat(signer.signedCount()).isEqualTo(5);
    assertThat(signer.sharedCount()).isEqualTo(2);
  }

  @Test
  void aFullQueueRefusesIndividualAnswersButNeverTheCommonOnes() {
    ObjectNode individual = saved().put("nonce", "n");
    SealingPermit first = reserve(true);
    SealingPermit second = reserve(true);

    assertThat(envelopes.tryReserve(SignatureProfile.DOCUMENT, null, true))
        .isEqualTo(Overloaded.OVERLOADED);
    assertThat(envelopes.tryReserve(SignatureProfile.DOCUMENT, 2L, false))
        .isEqualTo(Overloaded.OVERLOADED);
    assertThatThrownBy(() -> seal(individual, SignatureProfile.DOCUMENT, null, null))
        .isInstanceOf(SigningOverloadedException.class);
    assertThatThrownBy(() -> seal(incorrect(), SignatureProfile.DOCUMENT, null, null))
        .isInstanceOf(SigningOverloadedException.class);
    assertThat(seal(saved(), SignatureProfile.DOCUMENT, null, 1).keyId()).isNotEmpty();
    assertThat(seal(saved(), SignatureProfile.SDK, 2L, 1).keyId()).isNotEmpty();

    assertThat(await(first.seal(individual, SignatureProfile.DOCUMENT, null, null)).keyId())
        .isEqualTo(TestKeys.GLOBAL.keyId());
    assertThat(capacity.free()).isEqualTo(1);
    second.close();
    assertThat(capacity.free()).isEqualTo(2);
  }

  @Test
  void aPermitIsGivenBackOnce() {
    SealingPermit permit = reserve(true);
    assertThat(capacity.free()).isEqualTo(1);

    await(permit.seal(incorrect(), SignatureProfile.DOCUMENT, null, null));
    permit.close();
    permit.close();

    assertThat(capacity.free()).isEqualTo(2);
    seal(incorrect(), SignatureProfile.DOCUMENT, null, null);
    assertThat(capacity.free()).isEqualTo(2);
  }

  @Test
  void aSharedPermitTakesAPlaceInTheQueueOnlyIfTheAnswerTurnsOutIndividual() {
    SealingPermit permit = reserve(false);
    assertThat(capacity.free()).isEqualTo(2);
    SealingPermit first = reserve(true);
    SealingPermit second = reserve(true);

    assertThatThrownBy(() -> await(permit.seal(incorrect(), SignatureProfile.DOCUMENT, null, null)))
        .isInstanceOf(SigningOverloadedException.class);
    first.close();
    await(permit.seal(incorrect(), SignatureProfile.DOCUMENT, null, null));
    second.close();

    assertThat(capacity.free()).isEqualTo(2);
  }

  private SealingPermit reserve(boolean individual) {
    return assertThat(envelopes.tryReserve(SignatureProfile.DOCUMENT, null, individual))
        .asInstanceOf(InstanceOfAssertFactories.type(SealingPermit.class))
        .actual();
  }

  private SignedEnvelope seal(
      ObjectNode response,
      SignatureProfile profile,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds) {
    return await(envelopes.seal(response, profile, productId, retryAfterSeconds));
  }

  private static ObjectNode saved() {
    ObjectNode response =
        JsonNodeFactory.instance
            .objectNode()
            .put("code", 830)
            .put("message", "Correct format data saved");
    response.putArray("errors");
    return response.put("timestamp", 1708999140);
  }

  private static ObjectNode incorrect() {
    ObjectNode response = saved();
    response.putObject("errors").putArray("data_group").add("The data group field is required.");
    return response;
  }

  private static ObjectNode page(int rows) {
    ObjectNode response = JsonNodeFactory.instance.objectNode().put("code", 970);
    ArrayNode data = response.putArray("data");
    for (int i = 0; i < rows; i++) {
      data.addObject().put("id", i).put("license_key", "key/" + i);
    }
    return response;
  }

  private static Map<String, Object> parse(SignedEnvelope sealed) {
    return PlainJson.parse(sealed.body().getBytes());
  }

  private static String decoded(Map<String, Object> envelope) {
    byte[] text = Base64.getDecoder().decode(text(envelope, "response_base64"));
    return new String(text, StandardCharsets.US_ASCII);
  }

  private static String text(Map<String, Object> envelope, String name) {
    return (String) Objects.requireNonNull(envelope.get(name), name);
  }

  private static boolean documentVerifies(SigningKey key, Map<String, Object> envelope)
      throws Exception {
    return verifies(key, text(envelope, "response_base64"), text(envelope, "signature"));
  }

  private static boolean verifies(SigningKey key, String text, String signature) throws Exception {
    Signature verifier = Signature.getInstance(key.published().algorithm().jcaName());
    verifier.initVerify(key.published().publicKey());
    verifier.update(text.getBytes(StandardCharsets.UTF_8));
    return verifier.verify(Base64.getDecoder().decode(signature));
  }

  private static boolean verify(SigningKey key, SignatureProfile profile, SignedEnvelope sealed) {
    return new AnswerVerifier(key.published().publicKey(), profile, SigningAlgorithm.RS256)
        .verify(sealed.body().getBytes())
        .isValid();
  }
}
