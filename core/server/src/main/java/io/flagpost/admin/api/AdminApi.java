package io.flagpost.admin.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The admin API: its description, and the features that implement it.
 *
 * @param features the operations of each feature, by their {@code operationId}; all together, they
 *     are those of the contract
 */
public record AdminApi(AdminContract contract, List<Map<String, AdminOperation>> features) {
  public AdminApi {
    features = List.copyOf(features);
  }

  /**
   * The operations of all features.
   *
   * @throws IllegalStateException if the description and the operations do not match
   */
  Map<String, AdminOperation> operations() {
    Map<String, AdminOperation> all = new LinkedHashMap<>();
    Set<String> twice = new TreeSet<>();
    features.forEach(
        feature ->
            feature.forEach(
                (id, operation) -> {
                  if (all.put(id, operation) != null) {
                    twice.add(id);
                  }
                }));
    Set<String> missing = new TreeSet<>();
    contract.operations().forEach(operation -> missing.add(operation.id()));
    Set<String> unknown = new TreeSet<>(all.keySet());
    unknown.removeAll(missing);
    missing.removeAll(all.keySet());
    if (!missing.isEmpty() || !unknown.isEmpty() || !twice.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "The admin API and its description differ: without implementation %s,"
                  + " not described %s, implemented twice %s",
              missing,
              unknown,
              twice));
    }
    return all;
  }
}
