package io.flagpost.telemetry.query;

/** The order of a search: that in which records were stored, or its reverse. */
public enum SearchOrder {
  NEWEST_FIRST("DESC"),
  OLDEST_FIRST("ASC");

  private final String sql;

  SearchOrder(String sql) {
    this.sql = sql;
  }

  /** The direction behind ORDER BY. */
  String sql() {
    return sql;
  }

  /** The first so many of some ids, or all of them. */
  IdRange first(IdRange ids, long width) {
    return this == OLDEST_FIRST || width >= ids.upTo() - ids.after()
        ? ids.first(width)
        : new IdRange(ids.upTo() - width, ids.upTo());
  }

  /** The ids that are left of some when the first of them, up to the end of a part, are done. */
  IdRange behind(IdRange done, IdRange all) {
    return this == OLDEST_FIRST
        ? new IdRange(done.upTo(), all.upTo())
        : new IdRange(all.after(), done.after());
  }

  /** The ids beyond one, up to a horizon. */
  IdRange beyond(long id, long horizon) {
    return this == OLDEST_FIRST
        ? new IdRange(Math.min(id, horizon), horizon)
        : new IdRange(0, Math.max(0, Math.min(id - 1, horizon)));
  }

  /** The id beyond which these ids lie. */
  long before(IdRange ids) {
    return this == OLDEST_FIRST ? ids.after() : ids.upTo() + 1;
  }

  /** The id at which a search in this order begins: it looks at those beyond. */
  public long beginning() {
    return this == NEWEST_FIRST ? Long.MAX_VALUE : 0;
  }
}
