package io.flagpost.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerVerifierTest {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final KeyPair PAIR = pair(2048);
  private static final AnswerVerifier REFERENCE =
      verifier(publicKey(vector("reference-global-public.pem")), SignatureProfile.DOCUMENT);
  private static final AnswerVerifier DOCUMENT =
      verifier((RSAPublicKey) PAIR.getPublic(), SignatureProfile.DOCUMENT);
  private static final AnswerVerifier SDK =
      verifier((RSAPublicKey) PAIR.getPublic(), SignatureProfile.SDK);

  @ParameterizedTest
  @ValueSource(strings = {"reference-830.json", "reference-831.json"})
  void theReferenceAnswersAreValid(String name) {
    assertThat(REFERENCE.verify(utf8(vector(name)))).isEqualTo(Verification.valid());
    assertThat(DOCUMENT.verify(utf8(vector(name))))
        .isEqualTo(Verification.invalid("the signature does not match under this key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference-830.json", "reference-831.json"})
  void noCharacterOfBase64CanBeChanged(String name) {
    String answer = vector(name);
    for (String member : new String[] {"response_base64", "signature"}) {
      String key = "\"" + member + "\": \"";
      int start = answer.indexOf(key) + key.length();
      int end = answer.indexOf('"', start);
      for (int i = start; i < end; i++) {
        int value = BASE64.indexOf(answer.charAt(i));
        // The next value differs in the last bit only, which the last character does not need.
        assertInvalid(answer, i, value < 0 ? 'A' : BASE64.charAt(value ^ 1));
        assertInvalid(answer, i, value < 0 ? '-' : BASE64.charAt((value + 32) % 64));
        assertInvalid(answer, i, answer.charAt(i) == '=' ? ' ' : '=');
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reference-830.json", "reference-831.json"})
  void noCharacterOfTheResponseCanBeChanged(String name) {
    String answer = vector(name);
    int start = answer.indexOf('{', answer.indexOf("\"response\""));
    int end = answer.indexOf("\"response_base64\"");
    end = answer.lastIndexOf('}', end) + 1;
    for (int i = start; i < end; i++) {
      for (char replacement : new char[] {'7', 'x', '"', '}'}) {
        if (answer.charAt(i) != replacement) {
          assertInvalid(answer, i, replacement);
        }
      }
    }
  }

  @Test
  void aTrailingBitOfBase64IsNoPlaceToHide() {
    String answer = signed("{\"code\":1}");
    assertThat(DOCUMENT.verify(utf8(answer)).isValid()).isTrue();

    String padded = Base64.getEncoder().encodeToString(utf8("{\"code\":1}"));
    assertThat(padded).endsWith("fQ==");
    for (String other :
        new String[] {
          padded.replace("fQ==", "fR=="), padded.replace("=", ""), padded + "\\n", " " + padded
        }) {
      assertThat(reason(answer.replace(padded, other))).contains("canonical Base64");
    }
  }

  @Test
  void anyObjectIsAnAnswerAndItsKeysHaveNoOrder() {
    String response = "{\"data\":[1,{\"b\":null,\"a\":true}],\"\\u00e4\":\"\\/\"}";

    assertThat(DOCUMENT.verify(utf8(signed(response))).isValid()).isTrue();
    assertThat(
            DOCUMENT
                .verify(
                    utf8(
                        envelope(
                            "{ \"ä\": \"/\", \"data\": [1, {\"a\":true,\"b\":null}] }", response)))
                .isValid())
        .isTrue();
    assertThat(reason(envelope("{\"ä\":\"/\",\"data\":[{\"a\":true,\"b\":null},1]}", response)))
        .isEqualTo("response is not what response_base64 holds");
    assertThat(DOCUMENT.verify(utf8(signed("{}"))).isValid()).isTrue();
  }

  @Test
  void numbersAreComparedByValue() {
    assertThat(DOCUMENT.verify(utf8(envelope("{\"a\":10e-1}", "{\"a\":1.0}"))).isValid()).isTrue();
    assertThat(DOCUMENT.verify(utf8(envelope("{\"a\":0}", "{\"a\":0.00}"))).isValid()).isTrue();
    assertThat(
            DOCUMENT
                .verify(utf8(envelope("{\"a\":1e99999999999}", "{\"a\":1e99999999999}")))
                .isValid())
        .isTrue();
    for (String[] pair :
        new String[][] {
          {"9007199254740993", "9007199254740992"},
          {"1e999999999", "1e999999998"},
          {"1e99999999999", "1e99999999998"},
          {"1", "\"1\""},
          {"1", "true"},
          {"0", "null"}
        }) {
      assertThat(reason(envelope("{\"a\":" + pair[0] + "}", "{\"a\":" + pair[1] + "}")))
          .isEqualTo("response is not what response_base64 holds");
    }
  }

  @Test
  void membersThatNobodyKnowsAreTolerated() {
    String answer = signed("{\"code\":164}");

    assertThat(
            DOCUMENT
                .verify(utf8(answer.substring(0, answer.length() - 1) + ",\"retry_after\":5}"))
                .isValid())
        .isTrue();
    assertThat(DOCUMENT.verify(utf8("\uFEFF\n " + answer + "\r\n")).isValid()).isTrue();
  }

  @Test
  void aKeyIsThereOnceAtEveryLevel() {
    String answer = signed("{\"code\":1}");

    assertThat(reason(answer.replace("{\"code\":1}", "{\"code\":2,\"code\":1}")))
        .isEqualTo("the answer: a key is there twice: \"code\"");
    assertThat(reason(answer.substring(0, answer.length() - 1) + ",\"response\":{\"code\":1}}"))
        .contains("twice: \"response\"");
    assertThat(
            reason(
                answer.substring(0, answer.length() - 1)
                    + ",\"x\":[{\"\u001b\":1,\"\\u001b\":1}]}"))
        .isNotEmpty()
        .doesNotContain("\u001b");
    assertThat(reason(envelope("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1,\"b\":1}}")))
        .isEqualTo("the decoded response_base64: a key is there twice: \"b\"");
  }

  @Test
  void whatIsNoAnswerSaysWhy() {
    String answer = signed("{\"code\":1}");

    assertThat(reason("")).contains("empty");
    assertThat(reason("[]")).isEqualTo("the answer is no JSON object");
    assertThat(reason("{}")).isEqualTo("response is missing");
    assertThat(reason(answer + "x")).contains("not JSON");
    assertThat(reason(answer + "{}")).contains("follows");
    assertThat(reason(answer.replace("signature", "sig"))).isEqualTo("signature is missing");
    assertThat(reason(answer.replace("\"signature\":\"", "\"signature\":1,\"s\":\"")))
        .isEqualTo("signature is no string");
    assertThat(reason(answer.replaceFirst("\"signature\":\".*?\"", "\"signature\":\"AAAA\"")))
        .isEqualTo("the signature does not match under this key");
    assertThat(reason(envelope("[1]", "[1]"))).isEqualTo("response is no JSON object");
    assertThat(DOCUMENT.verify(new byte[] {(byte) 0xff}))
        .isEqualTo(Verification.invalid("the answer is not UTF-8"));
  }

  @Test
  void deepNestingIsRefusedNotFatal() {
    String allowed = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}";
    String tooDeep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

    assertThat(DOCUMENT.verify(utf8(signed(allowed))).isValid()).isTrue();
    assertThat(
            SDK.verify(
                    utf8(
                        signedForSdk(
                            "{\"response\":"
                                + allowed
                                + ",\"response_base64\":\""
                                + Base64.getEncoder().encodeToString(utf8(allowed))
                                + "\"}")))
                .isValid())
        .isTrue();
    assertThat(reason(signed(tooDeep))).contains("nested deeper than 256 levels");
  }

  @Test
  void theAlgorithmIsPartOfTheClaim() {
    AnswerVerifier longer =
        new AnswerVerifier(
            (RSAPublicKey) PAIR.getPublic(), SignatureProfile.DOCUMENT, SigningAlgorithm.RS512);
    String base64 = Base64.getEncoder().encodeToString(utf8("{\"code\":1}"));
    String answer =
        "{\"response\":{\"code\":1},\"response_base64\":\""
            + base64
            + "\",\"signature\":\""
            + sign("SHA512withRSA", base64)
            + "\"}";

    assertThat(longer.verify(utf8(answer)).isValid()).isTrue();
    assertThat(DOCUMENT.verify(utf8(answer)).isValid()).isFalse();
  }

  @Test
  void anSdkAnswerIsValidInTheOrderReceivedOrSorted() {
    String base64 = Base64.getEncoder().encodeToString(utf8("{\"b\":\"\\u00e4\\/\",\"a\":[1.50]}"));
    String received =
        "{\"response_base64\":\""
            + base64
            + "\",\"response\":{\"b\":\"ä/\",\"a\":[1.50]},\"x\":\"\\ud800\"}";
    String sorted =
        "{\"response\":{\"a\":[1.50],\"b\":\"ä/\"},\"response_base64\":\""
            + base64
            + "\",\"x\":\"\\ud800\"}";
    String receivedAnswer = signedForSdk(received);
    String sortedAnswer =
        received.replaceFirst("}$", ",\"signature\":\"" + sign("SHA256withRSA", sorted) + "\"}");

    assertThat(SDK.verify(utf8(receivedAnswer))).isEqualTo(Verification.valid());
    assertThat(SDK.verify(utf8(sortedAnswer))).isEqualTo(Verification.valid());
    assertThat(SDK.verify(utf8(receivedAnswer.replace("\"x\"", "\"y\""))).isValid()).isFalse();
    assertThat(SDK.verify(utf8(receivedAnswer.replace("ud800", "ud801"))).isValid()).isFalse();
    assertThat(DOCUMENT.verify(utf8(receivedAnswer)).isValid()).isFalse();
  }

  @Test
  void aShortKeyIsRefused() {
    RSAPublicKey weak = (RSAPublicKey) pair(1024).getPublic();

    assertThatThrownBy(() -> verifier(weak, SignatureProfile.DOCUMENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertInvalid(String answer, int position, char replacement) {
    String changed = answer.substring(0, position) + replacement + answer.substring(position + 1);
    assertThat(REFERENCE.verify(utf8(changed)).isValid())
        .as("%s at %d", replacement, position)
        .isFalse();
  }

  private static String reason(String answer) {
    return DOCUMENT.verify(utf8(answer)).fold(() -> "valid", reason -> reason);
  }

  private static String signed(String response) {
    return envelope(response, response);
  }

  private static String envelope(String response, String encodedResponse) {
    String base64 = Base64.getEncoder().encodeToString(utf8(encodedResponse));
    return String.format(
        Locale.ROOT,
        "{\"response\":%s,\"response_base64\":\"%s\",\"signature\":\"%s\"}",
        response,
        base64,
        sign("SHA256withRSA", base64));
  }

  private static String signedForSdk(String unsigned) {
    return unsigned.replaceFirst(
        "}$", ",\"signature\":\"" + sign("SHA256withRSA", unsigned) + "\"}");
  }

  private static String sign(String algorithm, String text) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(PAIR.getPrivate());
      signature.update(utf8(text));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAPublicKey publicKey(String pem) {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*?-----", ""));
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AnswerVerifier verifier(RSAPublicKey key, SignatureProfile profile) {
    return new AnswerVerifier(key, profile, SigningAlgorithm.RS256);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String vector(String name) {
    try (InputStream in =
        Objects.requireNonNull(AnswerVerifierTest.class.getResourceAsStream("/vectors/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
