package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FakeHistoryTest {
  private static final Instant NOW = SampleRecords.RECEIVED_AT;
  private static final Duration DAY = Duration.ofDays(1);

  private final FakeHistory history = new FakeHistory();

  @Test
  void theNewestRecordComesFirstAndTheJudgedOneNotAtAll() {
    Telemetry first = at(NOW).build();
    Telemetry second = at(NOW).build();
    Telemetry judged = at(NOW).build();
    history.store(first, second, judged);

    assertThat(ids(history.before(judged).ofLicense(DAY)))
        .containsExactly(second.recordId(), first.recordId());
  }

  @Test
  void whatWasStoredLaterIsNotSeenHoweverOftenItIsAsked() {
    Telemetry judged = at(NOW).build();
    history.store(judged);
    history.store(at(NOW).build());

    assertThat(ids(history.before(judged).ofLicense(DAY))).isEmpty();
  }

  @Test
  void aRecordThatIsNotStoredSeesEverything() {
    history.store(at(NOW).build());

    assertThat(ids(history.before(at(NOW).build()).ofActivation(DAY))).hasSize(1);
  }

  @Test
  void theWindowEndsSoLongBeforeTheRecordsOwnReceipt() {
    Telemetry inside = at(NOW.minus(DAY).plusNanos(1)).build();
    history.store(at(NOW.minus(DAY)).build(), inside);

    assertThat(ids(history.before(at(NOW).build()).ofLicense(DAY)))
        .containsExactly(inside.recordId());
  }

  @Test
  void aWindowMayBeEmptyOrEndless() {
    Telemetry first = at(NOW).build();
    history.store(first);
    History seen = history.before(at(NOW).build());

    assertThat(ids(seen.ofLicense(Duration.ZERO))).isEmpty();
    assertThat(ids(seen.ofLicense(Duration.ofSeconds(Long.MAX_VALUE))))
        .containsExactly(first.recordId());
  }

  @Test
  void licenseAndActivationAreThoseOfTheEnvironment() {
    Telemetry sibling = at(NOW).activationIdentifier("activation-2").build();
    history.store(sibling, at(NOW).environment("staging").build());
    Telemetry judged = at(NOW).build();

    assertThat(ids(history.before(judged).ofLicense(DAY))).containsExactly(sibling.recordId());
    assertThat(ids(history.before(judged).ofActivation(DAY))).isEmpty();
  }

  @Test
  void aNonceIsTheApiKeysOwn() {
    Telemetry same = at(NOW).nonce("n").licenseKey("another").build();
    history.store(same, at(NOW).nonce("n").apiKeyId(2).build());

    assertThat(ids(history.before(at(NOW).nonce("n").build()).ofNonce(DAY)))
        .containsExactly(same.recordId());
  }

  @Test
  void aMissingFieldHasNoHistory() {
    history.store(at(NOW).licenseKey(null).build(), at(NOW).licenseKey(null).build());
    History seen = history.before(at(NOW).licenseKey(null).build());

    assertThat(ids(seen.ofLicense(DAY))).isEmpty();
    assertThat(ids(seen.ofActivation(DAY))).isEmpty();
    assertThat(ids(seen.ofNonce(DAY))).isEmpty();
  }

  @Test
  void anAnswerHoldsNoMoreThanTheContractAllows() {
    for (int i = 0; i <= History.LIMIT; i++) {
      history.store(at(NOW).sequence((long) i).build());
    }

    assertThat(answer(history.before(at(NOW).build()).ofLicense(DAY)))
        .hasSize(History.LIMIT)
        .last()
        .satisfies(oldest -> assertThat(oldest.sequence()).contains(1L));
  }

  @Test
  void aHistoryThatIsAwayFails() {
    CompletionStage<List<PastRecord>> answer =
        history.away(true).before(at(NOW).build()).ofLicense(DAY);

    assertThatThrownBy(() -> answer(answer))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("away");
  }

  private static Telemetry.Builder at(Instant received) {
    return SampleRecords.complete(UUID.randomUUID(), received);
  }

  private static List<PastRecord> answer(CompletionStage<List<PastRecord>> stage) {
    return stage.toCompletableFuture().join();
  }

  private static List<UUID> ids(CompletionStage<List<PastRecord>> stage) {
    return answer(stage).stream().map(PastRecord::recordId).toList();
  }
}
