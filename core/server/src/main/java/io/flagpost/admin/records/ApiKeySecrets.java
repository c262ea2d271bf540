package io.flagpost.admin.records;

import io.flagpost.platform.hash.Sha256;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.util.Base64;

/** The secrets of API keys: generated here, returned once, and stored as hashes. */
final class ApiKeySecrets {
  private static final int BYTES = 32;
  private static final int PREFIX = 8;

  private static final String ADD =
      "INSERT INTO api_key_secret (key_hash, api_key_id, prefix) VALUES ($1, $2, $3)";
  private static final String END =
      """
      UPDATE api_key_secret SET expires_at = now() + make_interval(secs => $2::bigint)
       WHERE api_key_id = $1
         AND (expires_at IS NULL OR expires_at > now() + make_interval(secs => $2::bigint))""";

  /** How long an expired secret is answered as expired; afterwards it is unknown. */
  private static final String FORGET =
      "DELETE FROM api_key_secret WHERE api_key_id = $1 AND expires_at < now() - interval '90 days'";

  private final SecureRandom random;

  ApiKeySecrets(SecureRandom random) {
    this.random = random;
  }

  /** Adds a secret to an API key and returns it. */
  Future<String> add(SqlClient connection, long apiKeyId) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String secret = "fp_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(Buffer.buffer(Sha256.of(secret)), apiKeyId, secret.substring(0, PREFIX)))
        .map(secret);
  }

  /** Sets the existing secrets to expire after a while, if they do not expire sooner. */
  Future<Void> end(SqlClient connection, long apiKeyId, long overlapSeconds) {
    return connection
        .preparedQuery(END)
        .execute(Tuple.of(apiKeyId, overlapSeconds))
        .compose(ended -> connection.preparedQuery(FORGET).execute(Tuple.of(apiKeyId)))
        .mapEmpty();
  }
}
