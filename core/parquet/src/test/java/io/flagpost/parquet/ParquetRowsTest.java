package io.flagpost.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetRowsTest {
  private static final List<String> NAMES = List.of("id", "ok", "at", "flags", "text");
  private static final List<String> KINDS = List.of("long", "boolean", "time", "texts", "text");
  private static final Instant TIME = Instant.parse("2026-11-30T12:00:00.123456Z");
  private static final Instant EARLY = Instant.parse("1969-12-31T23:59:59.000001Z");

  @TempDir private Path folder;

  @Test
  void rowsComeBackAsTheyWereWritten() throws IOException {
    List<@Nullable Object[]> rows =
        List.of(
            new Object[] {Long.MAX_VALUE, true, TIME, List.of("odd", "a/b"), "\u202e\ud83d\ude00"},
            new @Nullable Object[] {null, null, null, null, null},
            new Object[] {-1L, false, EARLY, List.of(), ""});

    assertThat(read(write("rows", rows)))
        .containsExactly(
            List.of(
                Long.MAX_VALUE, true, micros(TIME), List.of("odd", "a/b"), "\u202e\ud83d\ude00"),
            Arrays.asList(null, null, null, null, null),
            List.of(-1L, false, micros(EARLY), List.of(), ""));
  }

  @Test
  void columnsHaveTheTypesThatProgramsExpect() throws IOException {
    MessageType schema = metadata(write("types", List.of())).getFileMetaData().getSchema();

    assertThat(schema.getFields())
        .containsExactly(
            Types.optional(PrimitiveTypeName.INT64).named("id"),
            Types.optional(PrimitiveTypeName.BOOLEAN).named("ok"),
            Types.optional(PrimitiveTypeName.INT64)
                .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                .named("at"),
            Types.optionalList()
                .requiredElement(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("flags"),
            Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named("text"));
  }

  @Test
  void theSameRowsGiveTheSameBytes() throws IOException {
    List<@Nullable Object[]> rows = many(1_000);

    assertThat(Files.readAllBytes(write("one", rows)))
        .isEqualTo(Files.readAllBytes(write("other", rows)));
  }

  /** What is in memory is one group, however long the file. */
  @Test
  void rowsAreWrittenInGroups() throws IOException {
    Path file = write("groups", many(20_000));

    List<BlockMetaData> groups = metadata(file).getBlocks();
    assertThat(groups).hasSizeGreaterThan(1);
    assertThat(groups)
        .allSatisfy(group -> assertThat(group.getCompressedSize()).isLessThan(20L << 20));
    assertThat(groups.stream().mapToLong(BlockMetaData::getRowCount).sum()).isEqualTo(20_000);
  }

  @Test
  void aFileThatIsThereIsReplaced() throws IOException {
    write("again", many(100));

    assertThat(read(write("again", many(1)))).hasSize(1);
  }

  @Test
  void aKindThatDoesNotExistIsRefused() {
    assertThatThrownBy(
            () -> new ParquetRows(folder.resolve("none"), List.of("a"), List.of("number")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<@Nullable Object[]> many(int count) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Random random = new Random(1);
    byte[] text = new byte[1_500];
    for (int i = 0; i < count; i++) {
      random.nextBytes(text); // nothing that compression makes small
      rows.add(
          new Object[] {
            (long) i,
            i % 2 == 0,
            TIME.plusSeconds(i),
            List.of("odd"),
            Base64.getEncoder().encodeToString(text)
          });
    }
    return rows;
  }

  private Path write(String name, List<@Nullable Object[]> rows) throws IOException {
    Path file = folder.resolve(name);
    try (ParquetRows out = new ParquetRows(file, NAMES, KINDS)) {
      rows.forEach(out);
    }
    return file;
  }

  private static ParquetMetadata metadata(Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getFooter();
    }
  }

  private static List<List<@Nullable Object>> read(Path file) throws IOException {
    return ParquetContent.read(file).stream()
        .map(row -> (List<@Nullable Object>) new ArrayList<>(row.values()))
        .toList();
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond(), 1_000_000L), moment.getNano() / 1_000);
  }
}
