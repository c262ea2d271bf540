package io.flagpost.verdicts;

import io.flagpost.plugin.v1.PastRecord;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Some neighbouring elements of an array that never changes. Checks go through a thousand of them
 * for each record, so it gives them at the price of the array.
 */
final class HistoryView extends AbstractList<PastRecord> implements RandomAccess {
  private final PastRecord[] records;
  private final int from;
  private final int to;

  HistoryView(PastRecord[] records, int from, int to) {
    this.records = records;
    this.from = from;
    this.to = to;
  }

  @Override
  public PastRecord get(int index) {
    return records[from + Objects.checkIndex(index, to - from)];
  }

  @Override
  public int size() {
    return to - from;
  }

  @Override
  public Iterator<PastRecord> iterator() {
    return new Iterator<>() {
      private int next = from;

      @Override
      public boolean hasNext() {
        return next < to;
      }

      @Override
      public PastRecord next() {
        if (next >= to) {
          throw new NoSuchElementException();
        }
        return records[next++];
      }
    };
  }
}
