package io.flagpost.admin.api;

import io.flagpost.platform.database.SqlCondition;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a kind are within a caller's limit. Whatever reads rows for a caller needs one, so
 * that the limit cannot be forgotten.
 */
@FunctionalInterface
public interface Reach {
  /** For rows that cannot be divided by product: a limited caller sees none. */
  Reach WHOLE = scope -> scope.isUnlimited() ? SqlCondition.TRUE : SqlCondition.FALSE;

  /** For rows that are the caller's own, whatever it is limited to. */
  Reach OWN = scope -> SqlCondition.TRUE;

  /** The condition for the rows within a limit. */
  SqlCondition within(Scope scope);

  /**
   * For rows that belong to an environment and a product.
   *
   * @param environment SQL for the environment; null if the rows belong to all environments
   * @param product SQL for the number of the product
   */
  static Reach of(@Nullable String environment, String product) {
    return scope -> scope.condition(environment, product);
  }
}
