package io.flagpost.telemetry.query;

/**
 * Ids to look through.
 *
 * @param after the id to begin behind
 * @param upTo the last id
 */
record IdRange(long after, long upTo) {

  /** The first so many of these ids, or all of them. */
  IdRange first(long width) {
    return width >= upTo - after ? this : new IdRange(after, after + width);
  }
}
