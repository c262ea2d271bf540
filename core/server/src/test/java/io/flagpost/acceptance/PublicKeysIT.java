package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.impl.jose.JWK;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers are verified with, as everybody gets it. */
class PublicKeysIT {
  private static final String KEY = "/api/v1/public-key";
  private static final String JWKS = "/.well-known/jwks.json";

  private final Client client = Client.demo();
  private final JsonMapper json = new JsonMapper();

  @Test
  void theGlobalKeyIsPem() {
    HttpResponse<byte[]> answer = client.exchange(client.to(KEY));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/x-pem-file");
    String pem = new String(answer.body(), UTF_8);
    assertThat(pem)
        .matches(
            "-----BEGIN PUBLIC KEY-----\\n([A-Za-z0-9+/=]{1,64}\\n)+-----END PUBLIC KEY-----\\n");
    assertThat(ClientKey.ofPem(pem).rsa().getModulus().bitLength()).isEqualTo(2048);
    assertThat(ClientKey.ofPem(pem).rsa().getPublicExponent()).isEqualTo(65_537);
  }

  @Test
  void aProductWithoutAKeyOfItsOwnHasTheGlobalOne() {
    assertThat(text(KEY + "?product_id=1"))
        .isEqualTo(text(KEY))
        .isNotEqualTo(text(KEY + "?product_id=2"));
    assertThat(text(KEY + "/?product_id=2")).isEqualTo(text(KEY + "?product_id=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"999", "0", "-1", "01", "1.0", "x", "99999999999999999999"})
  void anUnknownProductIsNotFound(String product) {
    Answer answer = client.ask(client.to(KEY + "?product_id=" + product));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo(162);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; q=0.9, application/x-pem-file; q=0.5",
        "text/html, application/json"
      })
  void whoAcceptsJsonGetsTheKeyWithItsId(String accept) throws Exception {
    HttpResponse<byte[]> answer =
        client.exchange(client.to(KEY + "?product_id=2").header("Accept", accept));

    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    JsonNode key = json.readTree(answer.body());
    assertThat(key.fieldNames())
        .toIterable()
        .containsExactly("kid", "algorithm", "pem", "not_before");
    assertThat(key.path("pem").asText()).isEqualTo(text(KEY + "?product_id=2"));
    assertThat(key.path("kid").asText()).isEqualTo(client.envelopes().product().thumbprint());
    assertThat(key.path("algorithm").asText()).isEqualTo("RS256");
    assertThat(Instant.parse(key.path("not_before").asText())).isBefore(Instant.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/*", "text/html", "application/x-pem-file", "garbage"})
  void whoeverElseGetsPem(String accept) {
    HttpResponse<byte[]> answer = client.exchange(client.to(KEY).header("Accept", accept));

    assertThat(header(answer, "Content-Type")).isEqualTo("application/x-pem-file");
    assertThat(header(answer, "Vary")).isEqualToIgnoringCase("Accept");
  }

  @Test
  void theKeySetHoldsEveryKey() throws Exception {
    HttpResponse<byte[]> answer = client.exchange(client.to(JWKS));

    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Cache-Control")).isEqualTo("max-age=300");
    Set<String> ids = new HashSet<>();
    for (JsonNode key : json.readTree(answer.body()).path("keys")) {
      assertThat(key.path("kty").asText()).isEqualTo("RSA");
      assertThat(key.path("alg").asText()).isEqualTo("RS256");
      assertThat(key.path("use").asText()).isEqualTo("sig");
      assertThat(key.path("kid").asText()).isEqualTo(new ClientKey(rsa(key)).thumbprint());
      ids.add(key.path("kid").asText());
    }
    assertThat(ids)
        .containsExactlyInAnyOrder(
            client.envelopes().global().thumbprint(), client.envelopes().product().thumbprint());
  }

  @Test
  void theKeyThatAnAnswerNamesVerifiesItInALibraryOfOthers() {
    JsonObject set = new JsonObject(text(JWKS));

    for (Fields fields : List.of(Fields.document(), Fields.honestForProduct2())) {
      Answer answer = client.send(fields);
      JWK named =
          set.getJsonArray("keys").stream()
              .map(key -> new JWK((JsonObject) key))
              .filter(key -> answer.header("Flagpost-Key-Id").equals(key.getId()))
              .findFirst()
              .orElseThrow();

      assertThat(named.getAlgorithm()).isEqualTo("RS256");
      assertThat(
              new ClientKey((RSAPublicKey) named.publicKey())
                  .verifies(
                      answer.envelope().path("response_base64").asText(),
                      answer.envelope().path("signature").asText()))
          .isTrue();
    }
  }

  @Test
  void aKeySetThatIsKnownIsNotSentAgain() {
    String tag = header(client.exchange(client.to(JWKS)), "ETag");

    HttpResponse<byte[]> known =
        client.exchange(client.to(JWKS).header("If-None-Match", "\"other\", W/" + tag));
    HttpResponse<byte[]> unknown =
        client.exchange(client.to(JWKS).header("If-None-Match", "\"other\""));

    assertThat(tag).matches("\"[^\"]+\"");
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(header(known, "ETag")).isEqualTo(tag);
    assertThat(header(known, "Cache-Control")).isEqualTo("max-age=300");
    assertThat(unknown.statusCode()).isEqualTo(200);
  }

  @Test
  void aBlankProductIsNone() {
    assertThat(text(KEY + "?product_id=%20")).isEqualTo(text(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, JWKS, "/openapi.json", "/docs"})
  void headIsGetWithoutTheBody(String path) {
    HttpResponse<byte[]> get = client.exchange(client.to(path));
    HttpResponse<byte[]> head =
        client.exchange(client.to(path).method("HEAD", BodyPublishers.noBody()));

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Type")).isEqualTo(header(get, "Content-Type"));
  }

  @Test
  void noApiKeyIsLookedAt() {
    HttpResponse<byte[]> answer =
        client.exchange(client.to(KEY).header("Authorization", "Bearer demo-inactive-key"));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static RSAPublicKey rsa(JsonNode key) throws Exception {
    var spec = new RSAPublicKeySpec(number(key, "n"), number(key, "e"));
    return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
  }

  private static BigInteger number(JsonNode key, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(member).asText()));
  }

  private String text(String target) {
    return new String(client.exchange(client.to(target)).body(), UTF_8);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
