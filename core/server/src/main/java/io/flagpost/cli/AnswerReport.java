package io.flagpost.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.wire.ResponseCode;
import io.flagpost.wire.Verification;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;

/** Puts an answer into words. */
final class AnswerReport {
  private static final int SAVED_CORRECT = ResponseCode.SAVED_CORRECT.number();
  private static final int SAVED_INCORRECT = ResponseCode.SAVED_INCORRECT.number();
  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          Map.entry(SAVED_CORRECT, "the record is stored; its format is correct"),
          Map.entry(SAVED_INCORRECT, "the record is stored; its format is not correct, see errors"),
          Map.entry(100, "no such API key, or none was sent"),
          Map.entry(101, "the API key is inactive or has expired"),
          Map.entry(102, "the API key may not send telemetry"),
          Map.entry(103, "the API key may not be used from this address"),
          Map.entry(150, "the sender is on the block list"),
          Map.entry(160, "too many requests: try again later"),
          Map.entry(161, "the request is larger than the gateway accepts"),
          Map.entry(162, "there is no such path"),
          Map.entry(163, "the path takes another method"),
          Map.entry(164, "the gateway cannot store now: try again later"),
          Map.entry(165, "something went wrong inside the gateway"),
          Map.entry(166, "the request cannot be read"));

  private final PrintWriter out;

  AnswerReport(PrintWriter out) {
    this.out = out;
  }

  static boolean isStored(JsonNode envelope) {
    int code = envelope.path("response").path("code").asInt();
    return code == SAVED_CORRECT || code == SAVED_INCORRECT;
  }

  void print(int status, String body) throws JsonProcessingException {
    JsonNode envelope = new ObjectMapper().readTree(body);
    JsonNode response = envelope.path("response");
    int code = response.path("code").asInt();
    out.println(body);
    out.println();
    out.println("HTTP status  " + status);
    out.println("Code         " + code + ": " + MEANINGS.getOrDefault(code, "not a known code"));
    out.println("Message      " + response.path("message").asText());
    if (response.path("errors").isEmpty()) {
      out.println("Errors       none");
    }
    for (Map.Entry<String, JsonNode> error : response.path("errors").properties()) {
      for (JsonNode message : error.getValue()) {
        out.println("Error        " + error.getKey() + ": " + message.asText());
      }
    }
    out.println("Time         " + Instant.ofEpochSecond(response.path("timestamp").asLong()));
    out.println("Signed with  the " + envelope.path("private_key_used").asText() + " private key");
  }

  void printSignature(Verification verification, String keyName) {
    out.println(
        "Signature    "
            + verification.fold(
                () -> "valid under " + keyName,
                reason -> "NOT VALID under " + keyName + ": " + reason));
  }

  void warn(String text) {
    out.println("Warning      " + text);
  }
}
