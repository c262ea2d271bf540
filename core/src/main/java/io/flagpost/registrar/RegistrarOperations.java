package io.flagpost.registrar;

import io.flagpost.admin.AdminOperation;
import io.flagpost.audit.Changes;
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
   * @param pool serves what only reads
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
        .forEach(operations::putAll);
  }

  /** All of them, by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.copyOf(operations);
  }
}
