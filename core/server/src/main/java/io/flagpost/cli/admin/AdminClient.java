package io.flagpost.cli.admin;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The admin API for a signed-in user. Blocking. */
final class AdminClient {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

  private final AdminHttp http;
  private final Tokens tokens;

  AdminClient(AdminHttp http, Tokens tokens) {
    this.http = http;
    this.tokens = tokens;
  }

  /**
   * Sends a request; if the token has just expired, again with the next one.
   *
   * @return a successful answer
   * @throws io.flagpost.cli.console.CommandFailure if it is refused, or there is no answer
   */
  Answer call(Call call) throws InterruptedException {
    return call(call, ANSWER_LIMIT);
  }

  /** The same, for requests that may take longer. */
  Answer call(Call call, Duration limit) throws InterruptedException {
    String token = tokens.current();
    Answer answer = http.send(call, token, limit);
    if (answer.status() == 401 && tokens.renew(token)) {
      answer = http.send(call, tokens.current(), limit);
    }
    return answer.orFail();
  }

  /**
   * Sends a request whose answer is streamed.
   *
   * @return the answer, whatever its status
   */
  HttpResponse<InputStream> download(Call call, Duration limit) throws InterruptedException {
    String token = tokens.current();
    HttpResponse<InputStream> response = stream(call, token, limit);
    if (response.statusCode() == 401 && tokens.renew(token)) {
      return stream(call, tokens.current(), limit);
    }
    return response;
  }

  private HttpResponse<InputStream> stream(Call call, String token, Duration limit)
      throws InterruptedException {
    HttpRequest request = http.request(call, token, limit, "*/*");
    return http.send(request, BodyHandlers.ofInputStream());
  }

  /** A request builder for a body that cannot be sent twice. */
  HttpRequest.Builder upload(Call call, Duration limit) throws InterruptedException {
    return http.start(call, tokens.current(), limit);
  }

  AdminHttp http() {
    return http;
  }
}
