package io.flagpost.telemetry.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Iterator;
import java.util.List;

/**
 * A page of an export: records that were read and are not written yet.
 *
 * @param records the records in their order, as {@link ListedRecord} writes them; each is made when
 *     it is asked for, which takes CPU time, and belongs to whoever asks
 * @param size how many they are; may be none although there are more behind it
 * @param isLast whether there is nothing behind it
 */
public record RecordRows(Iterable<ObjectNode> records, int size, boolean isLast) {
  /** The end, without records. */
  static final RecordRows NONE = new RecordRows(List.of(), 0, true);

  static RecordRows of(RowSet<Row> rows, boolean isLast) {
    return new RecordRows(() -> records(rows.iterator()), rows.size(), isLast);
  }

  private static Iterator<ObjectNode> records(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public ObjectNode next() {
        return ListedRecord.of(rows.next());
      }
    };
  }
}
