package io.flagpost.admin.records;

import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The operations of {@code openapi/admin/registry.yaml}. */
public final class RegistrarOperations {
  private final Map<String, AdminOperation> operations = new HashMap<>();

  /**
   * @param pool for reading; lists are long, so its connections should plan each query for its
   *     values ({@code plan_cache_mode}: {@code force_custom_plan})
   * @param changes for writing
   * @param random the source of license keys and API keys
   * @param clock dates the revocation of API keys
   */
  public RegistrarOperations(Pool pool, Changes changes, SecureRandom random, Clock clock) {
    Stream.of(
            new ProductOperations(pool, changes).operations(),
            new VersionOperations(pool, changes).operations(),
            new LicenseOperations(pool, changes, new LicenseKeys(random)).operations(),
            new ActivationOperations(pool, changes).operations(),
            new BlockOperations(pool, changes).operations(),
            new ApiKeyOperations(pool, changes, new ApiKeySecrets(random), clock).operations())
        .forEach(
            kind ->
                kind.forEach(
                    (id, operation) -> operations.put(id, request -> perform(operation, request))));
  }

  /** Turns an exception thrown before the first query into a failure, too. */
  private static Future<AdminAnswer> perform(AdminOperation operation, AdminRequest request) {
    return Future.succeededFuture(request).compose(operation::perform);
  }

  /** All operations, by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.copyOf(operations);
  }
}
