package io.flagpost.platform.web.content;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The OpenAPI description of a listener and the page that shows it: {@code /openapi.json}, {@code
 * /docs} and what that page loads. Everything comes from memory; nothing is loaded from elsewhere.
 */
public final class DocsPages {
  /**
   * The page's content security policy: it may load its own files and call its own origin. Swagger
   * UI's icons are {@code data:} images.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** The headers of each of them. */
  public static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          CONTENT_SECURITY_POLICY,
          "Referrer-Policy",
          "no-referrer",
          "X-Content-Type-Options",
          "nosniff");

  private final Map<String, StaticContent> contents;

  private DocsPages(Map<String, StaticContent> contents) {
    this.contents = Collections.unmodifiableMap(contents);
  }

  /**
   * Reads everything from the class path. Blocking; to be called at start.
   *
   * @param openApi the description, as JSON
   * @throws ExceptionInInitializerError if the program was packed without one of the files
   */
  public static DocsPages load(byte[] openApi) {
    try {
      var contents = new LinkedHashMap<String, StaticContent>();
      contents.put("/openapi.json", StaticContent.of("application/json", openApi));
      contents.putAll(ThePage.CONTENTS);
      return new DocsPages(contents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every file by its path. */
  public Map<String, StaticContent> contents() {
    return contents;
  }

  private static StaticContent page(String name, String mediaType) throws IOException {
    return StaticContent.of(mediaType, resource("/docs/" + name));
  }

  /** The folder of the bundled Swagger UI; its version is part of the path. */
  private static String swaggerUiFolder() throws IOException {
    var properties = new Properties();
    try (InputStream pom = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      properties.load(pom);
    }
    return "/META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/";
  }

  private static byte[] resource(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String path) throws IOException {
    InputStream in = DocsPages.class.getResourceAsStream(path);
    if (in == null) {
      throw new FileNotFoundException(path);
    }
    return in;
  }

  /** What all descriptions share: read and compressed once. */
  private static final class ThePage {
    static final Map<String, StaticContent> CONTENTS = load();

    private static Map<String, StaticContent> load() {
      try {
        String swaggerUi = swaggerUiFolder();
        var contents = new LinkedHashMap<String, StaticContent>();
        contents.put("/docs", page("index.html", "text/html; charset=utf-8"));
        contents.put("/docs/docs.js", page("docs.js", "text/javascript; charset=utf-8"));
        contents.put("/docs/docs.css", page("docs.css", "text/css; charset=utf-8"));
        contents.put(
            "/docs/swagger-ui-bundle.js",
            StaticContent.of(
                "text/javascript; charset=utf-8", resource(swaggerUi + "swagger-ui-bundle.js")));
        contents.put(
            "/docs/swagger-ui.css",
            StaticContent.of("text/css; charset=utf-8", resource(swaggerUi + "swagger-ui.css")));
        contents.put(
            "/docs/favicon-32x32.png",
            StaticContent.of("image/png", resource(swaggerUi + "favicon-32x32.png")));
        return contents;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
