package io.flagpost.cli.admin;

import java.time.Duration;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;

/** The admin API for whoever is signed in. Blocking. */
final class AdminClient {
  private final AdminHttp http;
  private final Tokens tokens;

  AdminClient(AdminHttp http, Tokens tokens) {
    this.http = http;
    this.tokens = tokens;
  }

  /**
   * Asks; when the token has just expired, once more with the next one.
   *
   * @return a success
   * @throws io.flagpost.cli.CommandFailure if it is refused, or nobody answers
   */
  Answer call(Call call) throws InterruptedException {
    String token = tokens.current();
    Answer answer = http.send(call, token);
    if (answer.status() == 401 && tokens.renew(token)) {
      answer = http.send(call, tokens.current());
    }
    return answer.orFail();
  }

  /** Asks for what is read piece by piece; whatever the status is. */
  <T> HttpResponse<T> download(Call call, Duration limit, BodyHandler<T> handler)
      throws InterruptedException {
    String token = tokens.current();
    HttpResponse<T> response = http.send(http.request(call, token, limit), handler);
    if (response.statusCode() == 401 && tokens.renew(token)) {
      return http.send(http.request(call, tokens.current(), limit), handler);
    }
    return response;
  }

  /** The beginning of a request whose body cannot be sent twice. */
  HttpRequest.Builder upload(Call call, Duration limit) throws InterruptedException {
    return http.start(call, tokens.current(), limit);
  }

  AdminHttp http() {
    return http;
  }
}
