package io.flagpost.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.wire.ResponseCode;
import io.flagpost.wire.Verification;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;

/** Explains an answer. */
final class AnswerReport {
  private static final int SAVED_CORRECT = ResponseCode.SAVED_CORRECT.number();
  private static final int SAVED_INCORRECT = ResponseCode.SAVED_INCORRECT.number();
  private static final Map<Integer, String> MEANINGS =
      Map.ofEntries(
          meaning(ResponseCode.SAVED_CORRECT, "the record is stored; its format is correct"),
          meaning(
              ResponseCode.SAVED_INCORRECT,
              "the record is stored; its format is not correct, see errors"),
          meaning(ResponseCode.INVALID_API_KEY, "no such API key, or none was sent"),
          meaning(ResponseCode.INACTIVE_API_KEY, "the API key is inactive or has expired"),
          meaning(ResponseCode.MISSING_CAPABILITY, "the API key may not send telemetry"),
          meaning(ResponseCode.WRONG_ADDRESS, "the API key may not be used from this address"),
          meaning(ResponseCode.ACCESS_DENIED, "the sender is on the block list"),
          meaning(ResponseCode.TOO_MANY_REQUESTS, "too many requests: try again later"),
          meaning(ResponseCode.REQUEST_TOO_LARGE, "the request is larger than the gateway accepts"),
          meaning(ResponseCode.ENDPOINT_NOT_FOUND, "there is no such path"),
          meaning(ResponseCode.METHOD_NOT_ALLOWED, "the path does not allow this method"),
          meaning(
              ResponseCode.UNAVAILABLE, "the gateway cannot store records now: try again later"),
          meaning(ResponseCode.INTERNAL_ERROR, "something went wrong inside the gateway"),
          meaning(ResponseCode.MALFORMED_REQUEST, "the request cannot be read"));

  private final PrintWriter out;

  AnswerReport(PrintWriter out) {
    this.out = out;
  }

  private static Map.Entry<Integer, String> meaning(ResponseCode code, String words) {
    return Map.entry(code.number(), words);
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
