package io.flagpost.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet files with Parquet's own reader. Tests of the distribution load it beside the
 * libraries there.
 */
public final class ParquetContent {
  private ParquetContent() {}

  /** Each row's values by the names of the columns; a time as the microseconds since 1970. */
  public static List<Map<String, @Nullable Object>> read(Path file) throws IOException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (ParquetReader<Group> reader = new Groups(new LocalInputFile(file)).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < row.getType().getFieldCount(); i++) {
          values.put(row.getType().getFieldName(i), value(row, i));
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static @Nullable Object value(Group row, int field) {
    if (row.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    Type type = row.getType().getType(field);
    if (!type.isPrimitive()) {
      return texts(row.getGroup(field, 0));
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> row.getLong(field, 0);
      case BOOLEAN -> row.getBoolean(field, 0);
      case BINARY -> row.getString(field, 0);
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static List<String> texts(Group list) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      texts.add(list.getGroup(0, i).getString(0, 0));
    }
    return texts;
  }

  private static final class Groups extends ParquetReader.Builder<Group> {
    Groups(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
