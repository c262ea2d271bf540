package io.flagpost.telemetry.ingest;

import io.flagpost.wire.TelemetryFieldNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the fields that have a meaning, and notes whether there were others. */
final class FieldCollector implements FieldSink {
  private final Map<Field, SentField> fields = new EnumMap<>(Field.class);
  private final List<SentText> apiKeys = new ArrayList<>(1);
  private boolean exact = true;

  @Override
  public void accept(SentText name, Kind kind, SentText value) {
    SentText plain = name.plain();
    Field field = Field.named(plain.source(), plain.from(), plain.to());
    if (field == Field.BUILD_CHECKSUM || field == Field.SEQUENCE) {
      field = kind.hasBracketNames() ? field : null; // in JSON, brackets are part of a name
    }
    Kind known = kind;
    if (field == null && kind.hasBracketNames()) {
      field = arrayNamed(plain);
      known = Kind.STRUCTURE;
    }
    if (field == null || kind == Kind.FILE) {
      exact = false;
    }
    if (field == Field.API_KEY) {
      exact &= known != Kind.STRUCTURE;
      if (kind != Kind.STRUCTURE) {
        apiKeys.add(value);
      }
    }
    if (field != null) {
      put(field, new SentField(known, value));
    }
  }

  @Override
  public void broken() {
    exact = false;
  }

  /**
   * Adds fields of {@code other} that are missing, null or blank here; a field that both have
   * counts as a repeated name.
   */
  void completeFrom(FieldCollector other) {
    exact &= other.exact;
    other.fields.forEach(
        (field, sent) -> {
          SentField mine = fields.get(field);
          exact &= mine == null;
          if (mine == null || mine.isMissing()) {
            fields.put(field, sent);
          }
        });
  }

  /** Reads the members of {@code metadata}, a JSON object or the text of one. */
  void unfoldMetadata() {
    SentField metadata = fields.get(Field.METADATA);
    if (metadata == null) {
      return;
    }
    exact &= metadata.kind() == Kind.STRUCTURE;
    MetadataMembers members = new MetadataMembers();
    if (JsonDecoder.decode(metadata.value().plain().bytes(), 0, members)) {
      completeFrom(members.collected);
    } else {
      exact = false;
    }
  }

  /** What the field was sent with, the last time; null if it was not sent. */
  @Nullable SentField get(Field field) {
    return fields.get(field);
  }

  /** The positions of everything sent as an API key, in order. */
  List<SentText> apiKeys() {
    return apiKeys;
  }

  /** Whether nothing was sent but fields that are kept here, each once. */
  boolean isExact() {
    return exact;
  }

  private void put(Field field, SentField sent) {
    exact &= fields.put(field, sent) == null;
  }

  /** The field that {@code name[…]} makes an array or map of. */
  private static @Nullable Field arrayNamed(SentText name) {
    byte[] source = name.source();
    if (name.to() == name.from() || source[name.to() - 1] != ']') {
      return null;
    }
    int bracket = name.from();
    while (source[bracket] != '[') {
      if (++bracket == name.to()) {
        return null;
      }
    }
    Field field = Field.named(source, name.from(), bracket);
    return field == Field.METADATA ? null : field; // its other members are unknown fields
  }

  /** Maps names of a form to members of {@code metadata}. */
  private static final class MetadataMembers implements FieldSink {
    private final FieldCollector collected = new FieldCollector();

    @Override
    public void accept(SentText name, Kind kind, SentText value) {
      SentField sent = new SentField(kind, value);
      switch (name.text()) {
        case TelemetryFieldNames.BUILD_CHECKSUM -> collected.put(Field.BUILD_CHECKSUM, sent);
        case TelemetryFieldNames.SEQUENCE -> collected.put(Field.SEQUENCE, sent);
        default -> collected.broken();
      }
    }

    @Override
    public void broken() {
      collected.broken();
    }
  }
}
