package io.flagpost.platform.coding;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Undoes the header {@code Content-Encoding}: gzip, deflate, and lists of them. */
public final class ContentCoding {
  /** Each layer can cost the whole limit again; nobody honest applies even two. */
  private static final int MAX_LAYERS = 4;

  private ContentCoding() {}

  /**
   * The body without its encodings.
   *
   * @param header the header, or null if there is none
   * @param limit the most bytes that any layer may have; unpacking stops there
   */
  public static Content decode(byte[] body, @Nullable String header, int limit) {
    if (body.length > limit) {
      return new Content.TooLarge();
    }
    List<String> layers = header == null || body.length == 0 ? List.of() : layers(header);
    if (layers.size() > MAX_LAYERS) {
      return new Content.Undecodable();
    }
    Content content = new Content.Plain(body);
    for (int last = layers.size() - 1; last >= 0; last--) {
      if (!(content instanceof Content.Plain outer)) {
        return content;
      }
      content = undo(layers.get(last), outer.bytes(), limit);
    }
    return content;
  }

  private static List<String> layers(String header) {
    return Stream.of(header.split(",", -1))
        .map(layer -> layer.strip().toLowerCase(Locale.ROOT))
        .filter(layer -> !layer.isEmpty() && !layer.equals("identity"))
        .toList();
  }

  private static Content undo(String layer, byte[] packed, int limit) {
    return switch (layer) {
      case "gzip", "x-gzip" -> Inflation.gzip(packed, limit);
      case "deflate" -> Inflation.deflate(packed, limit);
      default -> new Content.Undecodable();
    };
  }
}
