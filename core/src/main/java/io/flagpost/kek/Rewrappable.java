package io.flagpost.kek;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Seals anew, under the key in force, what is stored under another one. */
public interface Rewrappable {
  Future<Integer> rewrap(SqlConnection connection, KeyWrapping wrapping);
}
