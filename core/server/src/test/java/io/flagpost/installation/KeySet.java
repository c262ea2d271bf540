package io.flagpost.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.evidence.Evidence;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys at {@code /.well-known/jwks.json} at one moment, and what a client does with them. */
final class KeySet {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, JsonNode> byId = new HashMap<>();

  static KeySet at(HttpClient http, URI gateway) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(gateway.resolve("/.well-known/jwks.json")).build();
    HttpResponse<byte[]> answer = Evidence.of(http.send(request, BodyHandlers.ofByteArray()));
    KeySet set = new KeySet();
    for (JsonNode key : JSON.readTree(answer.body()).get("keys")) {
      set.byId.put(key.get("kid").asText(), key);
    }
    return set;
  }

  boolean has(String keyId) {
    return byId.containsKey(keyId);
  }

  /** Whether an envelope is signed by the key of this id. */
  boolean verifies(@Nullable String keyId, JsonNode envelope) {
    JsonNode key = byId.get(keyId);
    if (key == null) {
      return false;
    }
    try {
      String digest = key.get("alg").asText().equals("RS512") ? "SHA512" : "SHA256";
      Signature verifier = Signature.getInstance(digest + "withRSA");
      verifier.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(key, "n"), number(key, "e"))));
      verifier.update(envelope.get("response_base64").asText().getBytes(US_ASCII));
      return verifier.verify(Base64.getDecoder().decode(envelope.get("signature").asText()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(member).asText()));
  }
}
