package io.flagpost.telemetry.http;

import io.flagpost.platform.openapi.Descriptions;
import io.flagpost.platform.web.content.DocsPages;
import io.flagpost.platform.web.content.StaticContent;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** The routes of the public listener's OpenAPI description and of the page that shows it. */
final class DocsRoutes {
  private final DocsPages pages;

  private DocsRoutes(DocsPages pages) {
    this.pages = pages;
  }

  /**
   * Reads everything from the class path. Blocking; called once, at start.
   *
   * @throws IllegalStateException if the program was packed without the description
   */
  static DocsRoutes load() {
    return new DocsRoutes(DocsPages.load(Descriptions.ofPublicListener()));
  }

  /** One operation for each file. */
  List<Endpoint> endpoints() {
    return pages.contents().entrySet().stream()
        .map(entry -> endpoint(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Endpoint endpoint(String path, StaticContent content) {
    return new Endpoint(
        List.of(path),
        HttpMethod.GET,
        context -> {
          DocsPages.HEADERS.forEach(context.response()::putHeader);
          content.answer(context.request());
        });
  }
}
