package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import java.util.Optional;

/**
 * An answer of the admin API.
 *
 * @param status the HTTP status
 * @param body the JSON in it; missing if there is none
 * @param retryAfter the value of {@code Retry-After}
 */
record Answer(int status, JsonNode body, Optional<String> retryAfter) {

  /** This answer, if it is a success; otherwise throws the refusal, which ends the command. */
  Answer orFail() {
    if (status >= 200 && status < 300) {
      return this;
    }
    throw failure();
  }

  /** The failure of the command for a refusal. */
  CommandFailure failure() {
    return failure(Integer.MAX_VALUE);
  }

  /** The same, with at most this many errors. */
  CommandFailure failure(int mostErrors) {
    return new CommandFailure(
        ExitCodes.ofStatus(status), new ProblemText(status, body, retryAfter).text(mostErrors));
  }

  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
