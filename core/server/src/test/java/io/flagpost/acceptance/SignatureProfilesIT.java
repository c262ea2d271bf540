package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which key signs what, for which profile, and what a nonce adds. */
class SignatureProfilesIT {
  private static final String SDK = "demo-sdk-key";

  private final Client client = Client.demo();
  private final Envelopes envelopes = client.envelopes();

  @Test
  void aProductWithAKeyOfItsOwnSignsItsCorrectAnswers() {
    Answer answer = client.send(Fields.honestForProduct2());

    assertThat(answer.code()).isEqualTo(830);
    assertSignedByTheProductAlone(answer);
  }

  @Test
  void aProductWithAKeyOfItsOwnSignsItsIncorrectAnswers() {
    Answer answer = client.send(Fields.honestForProduct2().without("data_group"));

    assertThat(answer.code()).isEqualTo(831);
    assertSignedByTheProductAlone(answer);
  }

  @Test
  void anOtherwiseEmptyRequestForAProductIsSignedWithItsKey() {
    String json = "{\"api_key\":\"" + Fields.API_KEY + "\",\"product_id\":2}";

    Answer answer = client.ask(client.json(json));

    assertThat(answer.code()).isEqualTo(831);
    assertSignedByTheProductAlone(answer);
  }

  @Test
  void refusalsForTheProductAreSignedWithTheGlobalKey() {
    Fields fields = Fields.honestForProduct2();
    List<HttpRequest.Builder> refused =
        List.of(
            client.form(fields.with("api_key", "no-such-key")),
            client.form(fields.with("api_key", "demo-inactive-key")),
            client.form(fields.with("api_key", "demo-read-only-key")),
            client.form(fields.with("user_identifier", "blocked-user")),
            client.to("/nowhere?" + fields.form()),
            client.to(Client.SEND + "?" + fields.form()).DELETE());

    assertThat(refused)
        .map(client::ask)
        .allSatisfy(answer -> assertThat(answer.keyUsed()).isEqualTo("global"))
        .extracting(Answer::code)
        .containsExactly(100, 101, 102, 150, 162, 163);
  }

  @Test
  void theNonceIsEchoedAsTheLastKey() {
    String nonce = "a/b \"c\\d\" ~<&>";

    Answer answer = client.send(Fields.document().with("nonce", nonce));

    assertThat(answer.code()).isEqualTo(830);
    assertThat(answer.response().path("nonce").asText()).isEqualTo(nonce);
    assertThat(answer.response().fieldNames())
        .toIterable()
        .containsExactly("code", "message", "errors", "timestamp", "nonce");
  }

  @Test
  void aProductSignsTheNonceToo() {
    Answer answer = client.send(Fields.honestForProduct2().with("nonce", "n-1"));

    assertThat(answer.response().path("nonce").asText()).isEqualTo("n-1");
    assertSignedByTheProductAlone(answer);
  }

  @Test
  void aNonceThatBreaksItsRuleIsNotEchoed() {
    for (String broken : List.of("", "x".repeat(129), "tab\there", "caf\u00e9")) {
      Answer answer = client.send(Fields.document().with("nonce", broken));

      assertThat(answer.code()).isEqualTo(830);
      assertThat(answer.response().has("nonce")).isFalse();
    }
    assertThat(
            client
                .send(Fields.document().with("nonce", "x".repeat(128)))
                .response()
                .path("nonce")
                .asText())
        .hasSize(128);
  }

  @Test
  void theSdkProfileSortsKeysAndSignsTheWholeEnvelopeWithTheGlobalKey() {
    Answer correct = client.askAsSdk(client.form(asSdk(Fields.honest())));
    Answer incorrect = client.askAsSdk(client.form(asSdk(Fields.honest().without("license_key"))));
    Answer ofProduct = client.askAsSdk(client.form(asSdk(Fields.honestForProduct2())));
    Answer withNonce = client.askAsSdk(client.form(asSdk(Fields.honest()).with("nonce", "/~/")));

    assertThat(List.of(correct, incorrect, ofProduct, withNonce))
        .extracting(Answer::code)
        .containsExactly(830, 831, 830, 830);
    assertThat(correct.body())
        .startsWith("{\"private_key_used\":\"global\",\"response\":{\"code\":830,\"errors\":[],");
    assertThat(withNonce.body()).contains("\"nonce\":\"/~/\",\"timestamp\":");
  }

  @Test
  void theSdkProfileCoversRefusalsOnceTheApiKeyIsRecognised() {
    Answer blocked =
        client.askAsSdk(
            client.form(asSdk(Fields.document()).with("user_identifier", "blocked-user")));
    Answer nowhere =
        client.askAsSdk(client.to("/nowhere").header("Authorization", "Bearer " + SDK));
    Answer method = client.askAsSdk(client.to(Client.SEND + "?api_key=" + SDK).DELETE());
    Answer tooLarge =
        client.askAsSdk(
            client
                .to(Client.SEND)
                .header("Authorization", "Bearer " + SDK)
                .POST(BodyPublishers.ofByteArray(new byte[(1 << 20) + 1])));
    Answer filter = client.askAsSdk(client.reading(SDK, "page", "x"));

    assertThat(List.of(blocked, nowhere, method, tooLarge, filter))
        .extracting(Answer::code)
        .containsExactly(150, 162, 163, 161, 971);
  }

  @Test
  void theSdkProfileCoversReading() {
    Fields fields = Fields.honest().with("data_group", "straße/日本 \uD83D\uDE80");
    client.send(fields);
    client.recordOf(fields.user());

    Answer answer = client.askAsSdk(client.reading(SDK, "user_identifier", fields.user()));

    assertThat(answer.records())
        .singleElement()
        .satisfies(record -> assertThat(record.path("data_group").asText()).contains("straße/日本"));
    assertThat(answer.body()).contains("straße/日本 \uD83D\uDE80");
  }

  @Test
  void theDocumentProfileEscapesWhatIsRead() {
    Fields fields = Fields.honest().with("data_group", "straße/日本 \uD83D\uDE80\u007f");
    client.send(fields);

    assertThat(client.recordOf(fields.user()).path("data_group").asText())
        .isEqualTo("straße/日本 \uD83D\uDE80\u007f");
  }

  @Test
  void anAnswerThatWasTamperedWithIsNoticed() {
    Answer document = client.send(Fields.honest().without("data_group"));
    Answer sdk = client.askAsSdk(client.form(asSdk(Fields.honest())));

    for (Answer answer : List.of(document, sdk)) {
      String forged = answer.body().replaceFirst("\"code\":83[01]", "\"code\":832");
      assertThat(forged).isNotEqualTo(answer.body());
      assertThatThrownBy(() -> envelopes.verifyDocument(answer.withBody(forged)))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> envelopes.verifySdk(answer.withBody(forged)))
          .isInstanceOf(AssertionError.class);
    }
    assertThatThrownBy(() -> envelopes.verifySdk(document)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> envelopes.verifyDocument(sdk)).isInstanceOf(AssertionError.class);
  }

  @Test
  void theSignatureItselfIsNoticedToo() {
    Answer answer = client.send(Fields.document());
    String signature = answer.envelope().path("signature").asText();
    String other = (signature.startsWith("A") ? "B" : "A") + signature.substring(1);

    assertThatThrownBy(
            () ->
                envelopes.verifyDocument(answer.withBody(answer.body().replace(signature, other))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("signature");
  }

  private void assertSignedByTheProductAlone(Answer answer) {
    String signed = answer.envelope().path("response_base64").asText();
    String signature = answer.envelope().path("signature").asText();
    assertThat(answer.keyUsed()).isEqualTo("product");
    assertThat(envelopes.product().verifies(signed, signature)).isTrue();
    assertThat(envelopes.global().verifies(signed, signature)).isFalse();
    assertThat(answer.header("Flagpost-Key-Id")).isEqualTo(envelopes.product().thumbprint());
  }

  private static Fields asSdk(Fields fields) {
    return fields.with("api_key", SDK);
  }
}
