package io.flagpost.wire;

import io.flagpost.wire.StrictJsonReader.NotJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies answers as a careful client does, with only their text and a public key.
 *
 * <p>An answer is one JSON object in UTF-8; a byte order mark before it is skipped. Keys are unique
 * at every level. It has {@code response} (an object), {@code response_base64} and {@code
 * signature}; other members are allowed, and under {@link SignatureProfile#SDK} signed as well.
 * {@code response} and the decoded {@code response_base64} are the same JSON value; numbers are
 * compared by value. Base64 must be canonical, because any other text that decodes to the same
 * bytes would be an undetected forgery. Any thread.
 */
public final class AnswerVerifier {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final RSAPublicKey publicKey;
  private final SignatureProfile profile;
  private final SigningAlgorithm algorithm;

  /**
   * @throws IllegalArgumentException if the key is too short
   */
  public AnswerVerifier(
      RSAPublicKey publicKey, SignatureProfile profile, SigningAlgorithm algorithm) {
    KeyStrength.require(publicKey);
    this.publicKey = publicKey;
    this.profile = profile;
    this.algorithm = algorithm;
  }

  /** Verifies one answer, given the bytes of its body. */
  public Verification verify(byte[] answer) {
    try {
      check(answer);
      return Verification.valid();
    } catch (InvalidAnswerException e) {
      return Verification.invalid(e.reason);
    }
  }

  private void check(byte[] answer) throws InvalidAnswerException {
    String text = utf8(answer, "the answer");
    Map<String, JsonValue> envelope =
        object(
            parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, "the answer"),
            "the answer");
    JsonValue response = envelope.get("response");
    object(response, "response");
    String responseBase64 = string(envelope, "response_base64");
    byte[] signature = base64(string(envelope, "signature"), "signature");
    byte[] decoded = base64(responseBase64, "response_base64");
    JsonValue signedResponse =
        parse(utf8(decoded, "the decoded response_base64"), "the decoded response_base64");
    if (!signedResponse.equals(response)) {
      throw new InvalidAnswerException("response is not what response_base64 holds");
    }
    for (String signedText : signedTexts(envelope, responseBase64)) {
      if (isSignatureOf(signedText, signature)) {
        return;
      }
    }
    throw new InvalidAnswerException("the signature does not match under this key");
  }

  /** The texts, one of which must be signed. */
  private List<String> signedTexts(Map<String, JsonValue> envelope, String responseBase64) {
    if (profile == SignatureProfile.DOCUMENT) {
      return List.of(responseBase64);
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(envelope);
    members.remove("signature");
    JsonValue unsigned = new JsonValue.Members(members);
    return List.of(
        CompactJson.stringify(generator -> unsigned.writeTo(generator, false)),
        CompactJson.stringify(generator -> unsigned.writeTo(generator, true)));
  }

  private boolean isSignatureOf(String text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm.jcaName());
      verifier.initVerify(publicKey);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // its length is not that of the key's signatures
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform verifies RSA signatures
    }
  }

  private static JsonValue parse(String text, String what) throws InvalidAnswerException {
    try {
      return StrictJsonReader.parse(text);
    } catch (NotJsonException e) {
      throw new InvalidAnswerException(what + ": " + e.getMessage());
    }
  }

  private static Map<String, JsonValue> object(@Nullable JsonValue value, String what)
      throws InvalidAnswerException {
    if (value instanceof JsonValue.Members) {
      return ((JsonValue.Members) value).members();
    }
    throw new InvalidAnswerException(
        what + " is " + (value == null ? "missing" : "no JSON object"));
  }

  private static String string(Map<String, JsonValue> envelope, String name)
      throws InvalidAnswerException {
    JsonValue value = envelope.get(name);
    if (value instanceof JsonValue.Text) {
      return ((JsonValue.Text) value).text();
    }
    throw new InvalidAnswerException(name + " is " + (value == null ? "missing" : "no string"));
  }

  private static byte[] base64(String text, String what) throws InvalidAnswerException {
    try {
      return CanonicalBase64.decode(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidAnswerException(
          what + " is not canonical Base64 (standard alphabet, padded)");
    }
  }

  private static String utf8(byte[] bytes, String what) throws InvalidAnswerException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidAnswerException(what + " is not UTF-8");
    }
  }

  private static final class InvalidAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private InvalidAnswerException(String reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
