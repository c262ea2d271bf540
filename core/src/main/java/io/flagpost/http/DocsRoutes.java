package io.flagpost.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flagpost.web.DocsPages;
import io.flagpost.web.StaticContent;
import io.vertx.core.http.HttpMethod;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The description of the public listener and the page to read it and try it. */
final class DocsRoutes {
  private static final String DESCRIPTION = "/openapi/public.yaml";

  private final DocsPages pages;

  private DocsRoutes(DocsPages pages) {
    this.pages = pages;
  }

  /**
   * Reads everything from the class path. Blocking; called once, at start.
   *
   * @throws UncheckedIOException if the program was packed without one of the files
   */
  static DocsRoutes load() {
    try {
      return new DocsRoutes(DocsPages.load(openApi()));
    } catch (IOException e) {
      throw new UncheckedIOException(DESCRIPTION, e);
    }
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

  private static JsonNode openApi() throws IOException {
    try (InputStream yaml = DocsRoutes.class.getResourceAsStream(DESCRIPTION)) {
      if (yaml == null) {
        throw new FileNotFoundException(DESCRIPTION);
      }
      return new YAMLMapper().readTree(yaml);
    }
  }
}
