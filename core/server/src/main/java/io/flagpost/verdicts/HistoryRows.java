package io.flagpost.verdicts;

import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.verdicts.HistoryRun.Past;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that {@link HistoryKind#sql} finds. Records of one key mostly say the same, so
 * that equal texts become one.
 */
final class HistoryRows {
  // The columns, in the order of the query.
  private static final int PLACE = 0;
  private static final int ID = 1;
  private static final int RECORD_ID = 2;
  private static final int CREATED_AT = 3;
  private static final int CLIENT_ADDRESS = 4;
  private static final int USER_IDENTIFIER = 5;
  private static final int ACTIVATION_IDENTIFIER = 6;
  private static final int PRODUCT_VERSION = 7;
  private static final int OCCURRED_AT = 8;
  private static final int SEQUENCE = 9;

  private final Map<String, Optional<String>> texts = new HashMap<>();

  private HistoryRows() {}

  /**
   * The rows of each stretch, in the order of the query.
   *
   * @param stretches how many there are
   */
  static List<List<Past>> read(RowSet<Row> rows, int stretches) {
    HistoryRows reader = new HistoryRows();
    List<List<Past>> byStretch = new ArrayList<>(stretches);
    for (int i = 0; i < stretches; i++) {
      byStretch.add(new ArrayList<>());
    }
    for (Row row : rows) {
      byStretch.get(Math.toIntExact(row.getLong(PLACE)) - 1).add(reader.read(row));
    }
    return byStretch;
  }

  private Past read(Row row) {
    Instant received = row.getOffsetDateTime(CREATED_AT).toInstant();
    return new Past(
        row.getLong(ID),
        HistoryRun.micros(received),
        new PastRecord(
            row.getUUID(RECORD_ID),
            received,
            text(row.getString(CLIENT_ADDRESS)).orElseThrow(),
            text(row.getString(USER_IDENTIFIER)),
            text(row.getString(ACTIVATION_IDENTIFIER)),
            text(row.getString(PRODUCT_VERSION)),
            Optional.ofNullable(row.getOffsetDateTime(OCCURRED_AT)).map(OffsetDateTime::toInstant),
            Optional.ofNullable(row.getLong(SEQUENCE))));
  }

  private Optional<String> text(@Nullable String text) {
    return text == null ? Optional.empty() : texts.computeIfAbsent(text, Optional::of);
  }
}
