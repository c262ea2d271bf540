package io.flagpost.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.signing.envelope.PlainJson;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Verifies answers as clients do, from the wire contract alone: with the JDK's own signatures and
 * with JSON written out by {@link PlainJson}.
 */
final class Envelopes {
  private static final List<String> MEMBERS =
      List.of("response", "response_base64", "private_key_used", "signature");

  private final ClientKey global;
  private final Supplier<ClientKey> product;

  /**
   * @param product the key of the product that has one of its own
   */
  Envelopes(ClientKey global, Supplier<ClientKey> product) {
    this.global = global;
    this.product = product;
  }

  ClientKey global() {
    return global;
  }

  ClientKey product() {
    return product.get();
  }

  /** Fails unless it is in the envelope, whole, and signed over {@code response_base64}. */
  void verifyDocument(Answer answer) {
    Map<String, Object> envelope = PlainJson.parse(answer.body().getBytes(UTF_8));
    List<String> members = new ArrayList<>(MEMBERS);
    if (answer.envelope().has("retry_after")) {
      members.add("retry_after");
    }
    assertThat(new ArrayList<>(envelope.keySet())).isEqualTo(members);
    checkBase64(envelope);
    ClientKey key = answer.keyUsed().equals("product") ? product() : global;
    assertThat(key.verifies(text(envelope, "response_base64"), text(envelope, "signature")))
        .describedAs("signature of %s", answer.body())
        .isTrue();
    checkHeaders(answer, key);
  }

  /** Fails unless its keys are sorted, it holds no empty object, and the whole text is signed. */
  void verifySdk(Answer answer) {
    Map<String, Object> envelope = PlainJson.parse(answer.body().getBytes(UTF_8));
    assertThat(answer.body()).isEqualTo(PlainJson.stringify(PlainJson.sorted(envelope)));
    assertThat(envelope).containsKeys(MEMBERS.toArray(String[]::new)).doesNotContainKey("data");
    assertThat(envelope).containsEntry("private_key_used", "global");
    assertNoEmptyObject(envelope);
    checkBase64(envelope);
    Map<String, Object> unsigned = new LinkedHashMap<>(envelope);
    unsigned.remove("signature");
    assertThat(global.verifies(PlainJson.stringify(unsigned), text(envelope, "signature")))
        .describedAs("signature of %s", answer.body())
        .isTrue();
    checkHeaders(answer, global);
  }

  private static void checkBase64(Map<String, Object> envelope) {
    String base64 = text(envelope, "response_base64");
    String expected = PlainJson.php(Objects.requireNonNull(envelope.get("response")));
    assertThat(new String(Base64.getDecoder().decode(base64), US_ASCII)).isEqualTo(expected);
    assertThat(base64).isEqualTo(Base64.getEncoder().encodeToString(expected.getBytes(US_ASCII)));
  }

  private static void checkHeaders(Answer answer, ClientKey key) {
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
    assertThat(answer.header("Flagpost-Key-Id")).isEqualTo(key.thumbprint());
  }

  private static void assertNoEmptyObject(Object value) {
    if (value instanceof Map<?, ?> object) {
      assertThat(object).isNotEmpty();
      object.values().forEach(Envelopes::assertNoEmptyObject);
    } else if (value instanceof Collection<?> array) {
      array.forEach(Envelopes::assertNoEmptyObject);
    }
  }

  private static String text(Map<String, Object> envelope, String member) {
    return String.valueOf(envelope.get(member));
  }
}
