package io.flagpost.platform.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of every answer of a listener: its date, its request id, and those that keep browsers
 * from treating an answer as anything but data. Any thread.
 */
public final class AnswerHeaders {
  private static final CharSequence TRANSPORT_SECURITY = fixed("Strict-Transport-Security");
  private static final CharSequence FOR_A_YEAR = fixed("max-age=31536000");

  private static final CharSequence DATE = fixed("Date");

  private final RequestIds requestIds;
  private final ClientAddress clients;
  private final DateHeader date;
  private final Map<CharSequence, CharSequence> headers = new LinkedHashMap<>();

  /**
   * @param clients tells which clients use TLS, perhaps to a trusted proxy
   * @param clock the time of the header {@code Date}
   * @param more what this listener sets beside the usual ones
   */
  public AnswerHeaders(
      RequestIds requestIds, ClientAddress clients, Clock clock, Map<String, String> more) {
    this.requestIds = requestIds;
    this.clients = clients;
    this.date = new DateHeader(clock);
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add("X-Frame-Options", "DENY");
    more.forEach(this::add);
  }

  /** Sets them; a handler may change them. */
  public void stamp(HttpServerRequest request) {
    requestIds.stamp(request);
    MultiMap answer = request.response().headers();
    headers.forEach(answer::set);
    answer.set(DATE, date.now());
    if (clients.isSecure(request)) {
      answer.set(TRANSPORT_SECURITY, FOR_A_YEAR);
    }
  }

  private void add(String name, String value) {
    headers.put(fixed(name), fixed(value));
  }

  /** Encoded once, not for every answer. */
  private static CharSequence fixed(String text) {
    return HttpHeaders.createOptimized(text);
  }
}
