package io.flagpost.telemetry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.query.Page;
import io.flagpost.telemetry.record.Acknowledgement;
import io.flagpost.wire.ResponseCode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Composes the {@code response} of every answer, keys in the order of the wire contract. */
final class Answers {
  /** The code of an answer to a reader. */
  static final int FOUND = ResponseCode.FOUND.number();

  /** The HTTP status that tells a sender that the record is durable, whatever its format. */
  static final int STORED_STATUS = 200;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Clock clock;
  private volatile @Nullable Correct newest;

  /** The answer to every correct record of one second without a nonce. */
  private record Correct(long second, int code, ObjectNode response) {}

  Answers(Clock clock) {
    this.clock = clock;
  }

  /** The answer to the sender of a durable record; shared, so not to be modified. */
  ObjectNode stored(Acknowledgement outcome, @Nullable String nonce) {
    if (!outcome.errors().isEmpty()) {
      ObjectNode response = head(outcome.code(), ResponseCode.SAVED_INCORRECT.message());
      response.set("errors", errors(outcome.errors()));
      return withNonce(stamp(response), nonce);
    }
    return nonce == null ? correct(outcome.code()) : withNonce(makeCorrect(outcome.code()), nonce);
  }

  /** The same object for as long as its content would be the same. */
  private ObjectNode correct(int code) {
    Correct known = newest;
    if (known == null || known.second != second() || known.code != code) {
      ObjectNode response = makeCorrect(code);
      known = new Correct(secondOf(response), code, response);
      newest = known;
    }
    return known.response;
  }

  private ObjectNode makeCorrect(int code) {
    ObjectNode response = head(code, ResponseCode.SAVED_CORRECT.message());
    response.set("errors", JSON.arrayNode());
    return stamp(response);
  }

  private static ObjectNode withNonce(ObjectNode response, @Nullable String nonce) {
    return nonce == null ? response : response.put("nonce", nonce);
  }

  ObjectNode refusal(Refusal refusal) {
    return stamp(head(refusal.code(), refusal.message()));
  }

  /** The refusal of an invalid filter. */
  ObjectNode invalidFilter(Map<String, List<String>> errors) {
    ObjectNode response = head(Refusal.INVALID_FILTER.code(), Refusal.INVALID_FILTER.message());
    response.set("errors", errors(errors));
    return stamp(response);
  }

  /** A page of records. */
  ObjectNode found(Page page) {
    ObjectNode response = head(FOUND, ResponseCode.FOUND.message());
    response.set("data", JSON.arrayNode(page.records().size()).addAll(page.records()));
    return stamp(response).put("next_after_id", page.nextAfterId());
  }

  /** The time stamp of an answer made now, in Unix seconds. */
  long second() {
    return clock.instant().getEpochSecond();
  }

  /** The time stamp of an answer, in Unix seconds. */
  static long secondOf(ObjectNode response) {
    return response.path("timestamp").longValue();
  }

  private static ObjectNode head(int code, String message) {
    return JSON.objectNode().put("code", code).put("message", message);
  }

  private ObjectNode stamp(ObjectNode response) {
    return response.put("timestamp", second());
  }

  private static ObjectNode errors(Map<String, List<String>> errors) {
    ObjectNode node = JSON.objectNode();
    errors.forEach(
        (field, messages) -> {
          ArrayNode list = node.putArray(field);
          messages.forEach(list::add);
        });
    return node;
  }
}
