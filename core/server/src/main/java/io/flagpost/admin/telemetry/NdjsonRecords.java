package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as NDJSON: an object a line, in ASCII. Everything beyond is escaped, so that nothing that
 * a sender wrote does harm where the file is looked at.
 */
final class NdjsonRecords implements RecordLines {
  private static final int OCTETS_PER_RECORD = 1_024;

  private static final JsonMapper JSON =
      new JsonMapper(
          new JsonFactoryBuilder()
              .characterEscapes(new Controls())
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .build());

  private final List<String> columns;
  private final boolean whole;

  /**
   * @param columns the members to write
   * @param whole whether those are all
   */
  NdjsonRecords(List<String> columns, boolean whole) {
    this.columns = columns;
    this.whole = whole;
  }

  @Override
  public byte[] of(Iterable<ObjectNode> records, int count, boolean titled) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(count * OCTETS_PER_RECORD);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setRootValueSeparator(null);
      for (ObjectNode record : records) {
        json.writeTree(whole ? record : record.retain(columns));
        json.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** ASCII's last control character, too, which JSON allows. */
  private static final class Controls extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final int DELETE = 0x7f;

    private final int[] escapes = standardAsciiEscapesForJSON();

    Controls() {
      escapes[DELETE] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return null; // none of them has one of its own
    }
  }
}
