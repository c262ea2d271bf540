package io.flagpost.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;

/** The document profile: the signature covers the characters of {@code response_base64}. */
final class DocumentSignatureCheck implements SignatureCheck {
  private final ObjectMapper json = new ObjectMapper();

  @Override
  public Optional<String> problem(String answer, String publicKeyPem) {
    try {
      JsonNode envelope = json.readTree(answer);
      String signed = envelope.path("response_base64").asText();
      JsonNode decoded =
          json.readTree(new String(Base64.getDecoder().decode(signed), StandardCharsets.UTF_8));
      if (!decoded.equals(envelope.path("response"))) {
        return Optional.of("response is not what response_base64 says");
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(publicKey(publicKeyPem));
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      byte[] given = Base64.getDecoder().decode(envelope.path("signature").asText());
      return signature.verify(given)
          ? Optional.empty()
          : Optional.of("the signature was not made by this key over these characters");
    } catch (JsonProcessingException e) {
      return Optional.of("the answer is no JSON");
    } catch (IllegalArgumentException e) {
      return Optional.of("the answer or the public key is no Base64");
    } catch (GeneralSecurityException e) {
      return Optional.of("the public key or the signature cannot be used: " + e.getMessage());
    }
  }

  private static PublicKey publicKey(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
  }
}
