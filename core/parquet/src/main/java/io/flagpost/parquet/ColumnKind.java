package io.flagpost.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** What the values of a column are. Each of them may be missing. */
enum ColumnKind {
  /** {@code Long}. */
  LONG {
    @Override
    Type type(String name) {
      return Types.optional(PrimitiveTypeName.INT64).named(name);
    }

    @Override
    void write(RecordConsumer consumer, Object value) {
      consumer.addLong((Long) value);
    }
  },
  /** {@code Boolean}. */
  BOOLEAN {
    @Override
    Type type(String name) {
      return Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
    }

    @Override
    void write(RecordConsumer consumer, Object value) {
      consumer.addBoolean((Boolean) value);
    }
  },
  /** {@code Instant}, in whole microseconds, UTC. */
  TIME {
    @Override
    Type type(String name) {
      return Types.optional(PrimitiveTypeName.INT64)
          .as(timestampType(true, TimeUnit.MICROS))
          .named(name);
    }

    @Override
    void write(RecordConsumer consumer, Object value) {
      consumer.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
    }
  },
  /** {@code List<String>}, which may be empty. */
  TEXTS {
    @Override
    Type type(String name) {
      return Types.optionalList()
          .requiredElement(PrimitiveTypeName.BINARY)
          .as(stringType())
          .named(name);
    }

    @Override
    void write(RecordConsumer consumer, Object value) {
      consumer.startGroup();
      List<?> texts = (List<?>) value;
      if (!texts.isEmpty()) {
        consumer.startField("list", 0);
        for (Object text : texts) {
          consumer.startGroup();
          consumer.startField("element", 0);
          TEXT.write(consumer, text);
          consumer.endField("element", 0);
          consumer.endGroup();
        }
        consumer.endField("list", 0);
      }
      consumer.endGroup();
    }
  },
  /** {@code String}. */
  TEXT {
    @Override
    Type type(String name) {
      return Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name);
    }

    @Override
    void write(RecordConsumer consumer, Object value) {
      consumer.addBinary(Binary.fromString((String) value));
    }
  };

  /** The kind with this name, in small letters. */
  static ColumnKind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** A column's type in Parquet. */
  abstract Type type(String name);

  /** Writes a value into the field that was begun. */
  abstract void write(RecordConsumer consumer, Object value);
}
