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
   * @param pool serves what only reads; lists are long, so its connections are to plan each query
   *     for its values ({@code plan_cache_mode}: {@code force_custom_plan})
   * @param changes makes what changes something
   * @param random makes license keys and API keys
   * @param clock tells when an API key was revoked
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

  /** What a request is found to be wrong in before anything is asked of the database fails too. */
  private static Future<AdminAnswer> perform(AdminOperation operation, AdminRequest request) {
    return Future.succeededFuture(request).compose(operation::perform);
  }

  /** All of them, by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.copyOf(operations);
  }
}
