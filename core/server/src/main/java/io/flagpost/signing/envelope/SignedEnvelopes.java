package io.flagpost.signing.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flagpost.signing.Signer;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.SigningOverloadedException;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the text of an envelope, has it signed, and inserts the signature: exactly the signed
 * characters are sent.
 */
public final class SignedEnvelopes implements Envelopes, SealingAdmission {
  /** Many clients get an answer with only these members in the same second. */
  private static final Set<String> COMMON_KEYS = Set.of("code", "message", "errors", "timestamp");

  private static final Duration COMMON_FOR = Duration.ofSeconds(2);
  private static final long COMMON_AT_MOST = 1024;

  private final Signer signer;
  private final SigningCapacity capacity;
  private final Cache<ObjectNode, DocumentText> common =
      Caffeine.newBuilder()
          .maximumSize(COMMON_AT_MOST)
          .expireAfterAccess(COMMON_FOR)
          .executor(Runnable::run)
          .build();

  private final SealingPermit shared = new Shared();

  public SignedEnvelopes(Signer signer, SigningCapacity capacity) {
    this.signer = signer;
    this.capacity = capacity;
  }

  @Override
  public Future<SignedEnvelope> seal(
      ObjectNode response,
      SignatureProfile profile,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds) {
    return tryReserve(profile, productId, isIndividual(response)) instanceof SealingPermit permit
        ? permit.seal(response, profile, productId, retryAfterSeconds)
        : Future.failedFuture(new SigningOverloadedException());
  }

  @Override
  public Decision tryReserve(
      SignatureProfile profile, @Nullable Long productId, boolean individual) {
    if (!needsPermit(profile, productId, individual)) {
      return shared;
    }
    return capacity.tryTake() instanceof SigningCapacity.Permit permit
        ? new Own(permit)
        : Overloaded.OVERLOADED;
  }

  private Future<SignedEnvelope> sign(
      ObjectNode response,
      SignatureProfile profile,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds) {
    return Future.succeededFuture()
        .compose(start -> signAtOnce(response, profile, productId, retryAfterSeconds));
  }

  private Future<SignedEnvelope> signAtOnce(
      ObjectNode response,
      SignatureProfile profile,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds) {
    boolean repeatable = hasOnlyCommonKeys(response);
    return profile == SignatureProfile.SDK
        ? signForSdk(response, retryAfterSeconds, repeatable)
        : signDocument(response, productId, retryAfterSeconds, repeatable);
  }

  private Future<SignedEnvelope> signDocument(
      ObjectNode response,
      @Nullable Long productId,
      @Nullable Integer retryAfterSeconds,
      boolean repeatable) {
    DocumentText text =
        repeatable ? common.get(response, DocumentText::of) : DocumentText.of(response);
    return signer
        .sign(productId, text.base64(), repeatable)
        .map(signed -> text.seal(signed, retryAfterSeconds));
  }

  private Future<SignedEnvelope> signForSdk(
      ObjectNode response, @Nullable Integer retryAfterSeconds, boolean repeatable) {
    JsonNode sorted = EnvelopeText.sorted(response);
    ObjectNode envelope =
        JsonNodeFactory.instance
            .objectNode()
            .put("private_key_used", "global")
            .<ObjectNode>set("response", sorted)
            .put("response_base64", Base64.getEncoder().encodeToString(EnvelopeText.php(sorted)));
    if (retryAfterSeconds != null) {
      envelope.put("retry_after", retryAfterSeconds);
    }
    String text = EnvelopeText.stringify(envelope);
    return signer
        .sign(null, text, repeatable)
        .map(
            signed -> {
              // "signature" sorts after all the other keys.
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              Buffer body =
                  Buffer.buffer(bytes.length + 512)
                      .appendBytes(bytes, 0, bytes.length - 1)
                      .appendString(",\"signature\":\"")
                      .appendString(signed.signature())
                      .appendString("\"}");
              return new SignedEnvelope(body, signed.keyId());
            });
  }

  private static boolean needsPermit(
      SignatureProfile profile, @Nullable Long productId, boolean individual) {
    return individual || (profile == SignatureProfile.DOCUMENT && productId != null);
  }

  private static boolean isIndividual(ObjectNode response) {
    return !hasOnlyCommonKeys(response) || !response.path("errors").isEmpty();
  }

  private static boolean hasOnlyCommonKeys(ObjectNode response) {
    for (Map.Entry<String, JsonNode> member : response.properties()) {
      if (!COMMON_KEYS.contains(member.getKey())) {
        return false;
      }
    }
    return true;
  }

  /** For an answer that is likely to share its signature with others; holds nothing. */
  private final class Shared implements SealingPermit {

    @Override
    public Future<SignedEnvelope> seal(
        ObjectNode response,
        SignatureProfile profile,
        @Nullable Long productId,
        @Nullable Integer retryAfterSeconds) {
      return needsPermit(profile, productId, isIndividual(response))
          ? SignedEnvelopes.this.seal(response, profile, productId, retryAfterSeconds)
          : sign(response, profile, productId, retryAfterSeconds);
    }

    @Override
    public void close() {}
  }

  /** For an answer with a signature of its own. */
  private final class Own implements SealingPermit {
    private final SigningCapacity.Permit permit;

    private Own(SigningCapacity.Permit permit) {
      this.permit = permit;
    }

    @Override
    public Future<SignedEnvelope> seal(
        ObjectNode response,
        SignatureProfile profile,
        @Nullable Long productId,
        @Nullable Integer retryAfterSeconds) {
      return sign(response, profile, productId, retryAfterSeconds).onComplete(done -> close());
    }

    @Override
    public void close() {
      permit.close();
    }
  }
}
