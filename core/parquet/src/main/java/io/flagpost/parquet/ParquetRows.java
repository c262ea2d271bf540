package io.flagpost.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows into a Parquet file, compressed with Zstandard. The same rows give the same bytes.
 * What it keeps in memory is a group of rows, however many there are. The file is complete once it
 * is closed.
 */
public final class ParquetRows implements Consumer<@Nullable Object[]>, Closeable {
  /** In memory, compressed, and then at once in the file. */
  private static final long GROUP_OCTETS = 16 << 20;

  private final ParquetWriter<@Nullable Object[]> writer;

  /**
   * Begins a file; one that is there is replaced.
   *
   * @param names the columns
   * @param kinds for each what its values are: {@code long}, {@code boolean}, {@code time}, {@code
   *     texts} or {@code text}
   */
  public ParquetRows(Path file, List<String> names, List<String> kinds) throws IOException {
    List<ColumnKind> columns = kinds.stream().map(ColumnKind::named).toList();
    this.writer =
        new Builder(new LocalOutputFile(file), new Rows(names, columns))
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(GROUP_OCTETS)
            .build();
  }

  /**
   * Adds a row.
   *
   * @param row a value for each column, of the type of its kind; null where it is missing
   * @throws UncheckedIOException if it cannot be written
   */
  @Override
  public void accept(@Nullable Object[] row) {
    try {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
    private final Rows rows;

    Builder(OutputFile file, Rows rows) {
      super(file);
      this.rows = rows;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration configuration) {
      return rows;
    }
  }

  /** How a row becomes fields. */
  private static final class Rows extends WriteSupport<@Nullable Object[]> {
    private final List<String> names;
    private final List<ColumnKind> columns;
    private @Nullable RecordConsumer consumer;

    Rows(List<String> names, List<ColumnKind> columns) {
      this.names = List.copyOf(names);
      this.columns = List.copyOf(columns);
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public WriteContext init(Configuration configuration) {
      List<Type> types = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        types.add(columns.get(i).type(names.get(i)));
      }
      return new WriteContext(new MessageType("record", types), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(@Nullable Object[] row) {
      RecordConsumer into = consumer;
      if (into == null) {
        throw new IllegalStateException("Parquet prepares a writer before it writes");
      }
      into.startMessage();
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        if (value != null) {
          into.startField(names.get(i), i);
          columns.get(i).write(into, value);
          into.endField(names.get(i), i);
        }
      }
      into.endMessage();
    }
  }
}
