package io.flagpost.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** The two compact JSON notations that signatures depend on. Pure functions. */
public final class CompactJson {
  /** Like PHP's json_encode: ASCII only, an escaped solidus, lower-case hexadecimal. */
  public static final JsonFactory PHP =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .characterEscapes(new PhpEscapes())
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private static final JsonFactory STRINGIFY =
      new JsonFactoryBuilder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

  private CompactJson() {}

  /** Writes JSON to a generator. */
  public interface JsonSource {
    void writeTo(JsonGenerator generator) throws IOException;
  }

  /** The text as a JSON string in PHP's notation, which is safe on any terminal. */
  public static String quoted(String text) {
    return written(PHP, generator -> generator.writeString(text));
  }

  /** The caller's output, in the notation of JavaScript's JSON.stringify. */
  public static String stringify(JsonSource source) {
    return escapeLoneSurrogates(written(STRINGIFY, source));
  }

  private static String written(JsonFactory notation, JsonSource source) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = notation.createGenerator(text)) {
      source.writeTo(generator);
    } catch (IOException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  /** In JSON text surrogates occur in strings only; UTF-8 cannot encode an unpaired one. */
  private static String escapeLoneSurrogates(String text) {
    StringBuilder escaped = null;
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      escaped = escaped == null ? new StringBuilder(text.length() + 16) : escaped;
      escaped.append(text, copied, i).append("\\u").append(Integer.toHexString(c));
      copied = i + 1;
    }
    return escaped == null ? text : escaped.append(text, copied, text.length()).toString();
  }

  /**
   * The ASCII characters that PHP's notation escapes in addition to JSON's: the solidus and U+007F.
   */
  private static final class PhpEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes['/'] = '/';
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null; // there are no special escapes
    }
  }
}
