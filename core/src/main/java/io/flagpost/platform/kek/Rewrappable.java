package io.flagpost.platform.kek;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Something that is stored under the key-encryption key. */
public interface Rewrappable {

  /**
   * Seals anew, under the key in force, what is stored under another one.
   *
   * @return how many rows were sealed anew
   */
  Future<Integer> rewrap(SqlConnection connection, KeyWrapping wrapping);
}
