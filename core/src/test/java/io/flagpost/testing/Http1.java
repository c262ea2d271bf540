package io.flagpost.testing;

import java.net.http.HttpClient;

/** The JDK's HTTP client without its attempt to change to HTTP/2. */
public final class Http1 {
  private Http1() {}

  /**
   * A new client. Where the answer that comes with the change from clear-text HTTP/1.1 is longer
   * than a frame, this client and Vert.x fail to agree where frames begin, about once in a hundred
   * times.
   */
  public static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }
}
