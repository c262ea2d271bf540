package io.flagpost.platform.kek;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Something that is stored under the key-encryption key. */
public interface ReEncryptable {

  /**
   * Seals anew, under the key in force, what is stored under another one.
   *
   * @return how many rows were sealed anew
   */
  Future<Integer> reEncrypt(SqlConnection connection, KeyWrapping wrapping);
}
