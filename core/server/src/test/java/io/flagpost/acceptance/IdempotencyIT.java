package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Repeating a request under an idempotency key. */
class IdempotencyIT {
  private final Client client = Client.demo();
  private final String key = "acceptance-" + UUID.randomUUID();

  @Test
  void aRepeatWithTheSameContentStoresNothingAndGetsTheFirstOutcome() {
    Fields fields = Fields.honest().without("data_group");

    Answer first = client.ask(keyed(fields));
    Answer repeat = client.ask(keyed(fields));

    assertThat(first.code()).isEqualTo(831);
    assertThat(repeat.status()).isEqualTo(first.status());
    assertThat(repeat.responseButForTime()).isEqualTo(first.responseButForTime());
    assertStored(fields, 1);
  }

  @Test
  void aRepeatInAnotherEncodingIsTheSameContent() {
    Fields fields = Fields.honest();

    client.ask(keyed(fields));
    Answer repeat = client.ask(withKey(client.json(fields.json().toString())));

    assertThat(repeat.code()).isEqualTo(830);
    assertStored(fields, 1);
  }

  @Test
  void aRepeatMayCarryANonceOfItsOwn() {
    Fields fields = Fields.honest();

    client.ask(keyed(fields.with("nonce", "first")));
    Answer repeat = client.ask(keyed(fields.with("nonce", "second")));

    assertThat(repeat.response().path("nonce").asText()).isEqualTo("second");
    assertStored(fields, 1);
  }

  @Test
  void aRepeatWithOtherContentIsStoredAndFlagged() {
    Fields fields = Fields.honest();

    client.ask(keyed(fields));
    Answer other = client.ask(keyed(fields.with("numeric_data_single_value", "51")));

    assertThat(other.code()).isEqualTo(830);
    List<JsonNode> records = assertStored(fields, 2);
    assertThat(Client.flagsOf(records.get(0))).isEmpty();
    assertThat(Client.flagsOf(records.get(1))).containsExactly("idempotency_key_reused");
    assertThat(records.get(1).path("has_red_flags").asInt()).isEqualTo(1);
  }

  @Test
  void anEventIdMakesRepeatingSafeToo() {
    String eventId = UUID.randomUUID().toString();
    Fields fields = Fields.honest().with("event_id", eventId);

    client.send(fields);
    client.send(fields);

    assertThat(assertStored(fields, 1))
        .singleElement()
        .satisfies(record -> assertThat(record.path("event_id").asText()).isEqualTo(eventId));
  }

  @Test
  void theHeaderWinsOverTheEventId() {
    Fields fields = Fields.honest().with("event_id", UUID.randomUUID().toString());

    client.ask(keyed(fields));
    client.ask(client.form(fields).header("Idempotency-Key", key + "-other"));

    assertThat(assertStored(fields, 2))
        .allSatisfy(record -> assertThat(Client.flagsOf(record)).isEmpty());
  }

  @Test
  void aBlockedRepeatIsDeniedAgainAndStoredOnce() {
    String group = "blocked-" + UUID.randomUUID();
    Fields fields =
        Fields.document().with("user_identifier", "blocked-user").with("data_group", group);

    Answer first = client.ask(keyed(fields));
    Answer repeat = client.ask(keyed(fields));

    assertThat(List.of(first, repeat)).extracting(Answer::code).containsOnly(150);
    assertThat(List.of(first, repeat)).extracting(Answer::status).containsOnly(403);
    awaitALaterRecord();
    assertThat(client.read("data_group", group).records())
        .singleElement()
        .satisfies(record -> assertThat(Client.flagsOf(record)).containsExactly("blocked_source"));
  }

  @Test
  void aKeyBelongsToItsApiKey() {
    Fields fields = Fields.honest();

    client.ask(keyed(fields));
    client.ask(keyed(fields.with("api_key", "demo-write-only-key")));

    assertThat(assertStored(fields, 2))
        .allSatisfy(record -> assertThat(Client.flagsOf(record)).isEmpty());
  }

  @Test
  void ofConcurrentRepeatsOneIsStored() throws Exception {
    Fields fields = Fields.honest();
    List<Callable<Answer>> repeats = new ArrayList<>();
    for (int i = 0; i < 21; i++) { // the first, and as many repeats as are none too many
      repeats.add(() -> client.ask(keyed(fields)));
    }

    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Answer> answer : threads.invokeAll(repeats)) {
        assertThat(answer.get().code()).isEqualTo(830);
      }
    } finally {
      threads.shutdownNow();
    }

    assertStored(fields, 1);
  }

  private List<JsonNode> assertStored(Fields fields, int records) {
    awaitALaterRecord();
    return client.recordsOf(Fields.API_KEY, fields.user(), records);
  }

  /** A later record shows only when earlier ones do: then nothing is still on its way. */
  private void awaitALaterRecord() {
    Fields later = Fields.honest();
    client.send(later);
    client.recordOf(later.user());
  }

  private HttpRequest.Builder keyed(Fields fields) {
    return withKey(client.form(fields));
  }

  private HttpRequest.Builder withKey(HttpRequest.Builder request) {
    return request.header("Idempotency-Key", key);
  }
}
