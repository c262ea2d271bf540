package io.flagpost.telemetry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Acknowledgement CORRECT = new Acknowledgement(830, Map.of());
  private static final Acknowledgement INCORRECT =
      new Acknowledgement(831, Map.of("product_id", List.of("Missing")));

  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final Answers answers = new Answers(clock);

  @Test
  void sendersOfCorrectRecordsShareTheAnswerOfASecond() {
    ObjectNode first = answers.stored(CORRECT, null);

    assertThat(answers.stored(CORRECT, null)).isSameAs(first);
    assertThat(first)
        .hasToString(
            "{\"code\":830,\"message\":\"Correct format data saved\",\"errors\":[],\"timestamp\":1000}");
  }

  @Test
  void theNextSecondHasItsOwn() {
    ObjectNode first = answers.stored(CORRECT, null);
    clock.advance(Duration.ofSeconds(1));

    assertThat(answers.stored(CORRECT, null).get("timestamp").longValue()).isEqualTo(1_001);
    assertThat(first.get("timestamp").longValue()).isEqualTo(1_000);
  }

  @Test
  void whoSendsANonceSharesNone() {
    ObjectNode shared = answers.stored(CORRECT, null);

    assertThat(answers.stored(CORRECT, "n-1").get("nonce").textValue()).isEqualTo("n-1");
    assertThat(answers.stored(CORRECT, "n-2").get("nonce").textValue()).isEqualTo("n-2");
    assertThat(shared.has("nonce")).isFalse();
  }

  @Test
  void anotherCodeSharesNone() {
    ObjectNode first = answers.stored(CORRECT, null);

    assertThat(answers.stored(new Acknowledgement(832, Map.of()), null).get("code").intValue())
        .isEqualTo(832);
    assertThat(answers.stored(CORRECT, null)).isEqualTo(first);
  }

  @Test
  void errorsAreToldWithTheNonce() {
    assertThat(answers.stored(INCORRECT, "n-1"))
        .hasToString(
            "{\"code\":831,\"message\":\"Incorrect format data saved\","
                + "\"errors\":{\"product_id\":[\"Missing\"]},\"timestamp\":1000,\"nonce\":\"n-1\"}");
  }
}
