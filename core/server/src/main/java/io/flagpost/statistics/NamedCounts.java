package io.flagpost.statistics;

import io.vertx.sqlclient.Row;

/**
 * The counts of what has a name in common.
 *
 * @param product the product's id; 0 for none that is known, and where the name is one of all
 *     products
 * @param kind missing, known (to the vendor), invented (by senders), or other: all those that are
 *     invented and have no row of their own
 * @param name the name; empty unless it is known or invented
 * @param counts how many
 */
public record NamedCounts(long product, String kind, String name, Counts counts) {
  static NamedCounts of(Row row) {
    return new NamedCounts(
        row.getLong("product"),
        Label.Kind.of(row.getInteger("kind")).text(),
        row.getString("name"),
        Counts.of(row));
  }
}
