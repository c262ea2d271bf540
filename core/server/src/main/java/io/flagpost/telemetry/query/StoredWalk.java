package io.flagpost.telemetry.query;

import io.vertx.core.Future;

/** A walk through the records of a range, page after page. One page at a time; any thread. */
public final class StoredWalk {
  private final Pages pages;
  private volatile IdRange rest;

  /** Reads a page of some ids. */
  interface Pages {
    Future<StoredPage> read(IdRange ids, int limit);
  }

  StoredWalk(Pages pages, IdRange ids) {
    this.pages = pages;
    this.rest = ids;
  }

  /** Whether every page was read. */
  public boolean isOver() {
    return rest.upTo() <= rest.after();
  }

  /**
   * The next page; after a failure it can be asked for again.
   *
   * @param limit how many records at most
   */
  public Future<StoredPage> next(int limit) {
    return pages.read(rest, limit).onSuccess(page -> rest = new IdRange(page.upTo(), rest.upTo()));
  }
}
