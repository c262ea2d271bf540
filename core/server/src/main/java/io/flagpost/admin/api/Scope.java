package io.flagpost.admin.api;

import io.flagpost.platform.database.SqlCondition;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The products and environments that an account or a token is limited to. Immutable.
 *
 * @param products the numbers of the products; null for all, those to come included; empty for none
 * @param environments the environments; null for all, empty for none
 */
public record Scope(@Nullable Set<Long> products, @Nullable Set<String> environments) {
  /** No limit. */
  public static final Scope UNLIMITED = new Scope(null, null);

  public Scope {
    products = products == null ? null : Collections.unmodifiableSet(new TreeSet<>(products));
    environments =
        environments == null ? null : Collections.unmodifiableSet(new TreeSet<>(environments));
  }

  /** As the database keeps it. */
  public static Scope of(Long @Nullable [] products, String @Nullable [] environments) {
    return new Scope(
        products == null ? null : Set.copyOf(Arrays.asList(products)),
        environments == null ? null : Set.copyOf(Arrays.asList(environments)));
  }

  /** Whether there is no limit. */
  public boolean isUnlimited() {
    return products == null && environments == null;
  }

  /**
   * Whether something is within the limit.
   *
   * @param environment its environment; null if it belongs to all environments
   * @param product its product; null if it belongs to all products, or to none that is known
   */
  public boolean allows(@Nullable String environment, @Nullable Long product) {
    return (environments == null || (environment != null && environments.contains(environment)))
        && (products == null || (product != null && products.contains(product)));
  }

  /** Whether everything within the other limit is within this one. */
  public boolean covers(Scope other) {
    return covers(products, other.products) && covers(environments, other.environments);
  }

  /** What is within both limits. */
  public Scope within(Scope limit) {
    return new Scope(common(products, limit.products), common(environments, limit.environments));
  }

  /**
   * The limit as a condition. A row whose column is null is within no limit of that kind.
   *
   * @param environment SQL for the environment, of type text; null if the rows belong to all
   *     environments and may be seen from each
   * @param product SQL for the number of the product, of type bigint; null if the rows belong to
   *     all products and may be seen with each
   */
  public SqlCondition condition(@Nullable String environment, @Nullable String product) {
    SqlCondition condition = SqlCondition.TRUE;
    Set<Long> someProducts = products;
    if (product != null && someProducts != null) {
      condition =
          condition.and(
              SqlCondition.of(
                  product + " = ANY ($1::bigint[])", (Object) someProducts.toArray(Long[]::new)));
    }
    Set<String> someEnvironments = environments;
    if (environment != null && someEnvironments != null) {
      condition =
          condition.and(
              SqlCondition.of(
                  environment + " = ANY ($1::text[])",
                  (Object) someEnvironments.toArray(String[]::new)));
    }
    return condition;
  }

  private static <T> boolean covers(@Nullable Set<T> one, @Nullable Set<T> other) {
    return one == null || (other != null && one.containsAll(other));
  }

  private static <T> @Nullable Set<T> common(@Nullable Set<T> one, @Nullable Set<T> other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.stream().filter(other::contains).collect(Collectors.toSet());
  }
}
