package io.flagpost.platform.kek;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Secrets that are stored under the key-encryption key. */
public interface ReEncryptable {

  /**
   * Re-encrypts secrets that are stored under another key under the key in force.
   *
   * @return how many rows were re-encrypted
   */
  Future<Integer> reEncrypt(SqlConnection connection, KeyWrapping wrapping);
}
