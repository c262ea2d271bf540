package io.flagpost.admin.api;

import static io.flagpost.admin.api.Permission.AUDIT;
import static io.flagpost.admin.api.Permission.BLOCK;
import static io.flagpost.admin.api.Permission.LEADS;
import static io.flagpost.admin.api.Permission.READ;
import static io.flagpost.admin.api.Permission.SELF;
import static io.flagpost.admin.api.Permission.TELEMETRY;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A named set of permissions: what an account or a token may do.
 *
 * @param name its name
 * @param permissions its permissions, {@link Permission#SELF} included
 */
public record Role(String name, Set<Permission> permissions) {
  /** May do everything, also what a later version adds. */
  public static final Role ADMIN = new Role("admin", EnumSet.allOf(Permission.class));

  /** Looks at everything but the audit log, works on leads, and blocks. */
  public static final Role ANALYST = new Role("analyst", EnumSet.of(READ, TELEMETRY, LEADS, BLOCK));

  /** Looks at everything. */
  public static final Role AUDITOR = new Role("auditor", EnumSet.of(READ, TELEMETRY, AUDIT));

  /** The roles that every installation has, and nobody can change. */
  public static final List<Role> BUILT_IN = List.of(ADMIN, ANALYST, AUDITOR);

  public Role {
    EnumSet<Permission> all = EnumSet.of(SELF);
    all.addAll(permissions);
    permissions = Collections.unmodifiableSet(all);
  }

  /** The built-in role of this name; empty if there is none. */
  public static Optional<Role> builtIn(String name) {
    return BUILT_IN.stream().filter(role -> role.name.equals(name)).findFirst();
  }

  /** Whether this role has the permission. */
  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** Whether this role may do everything that the other may. */
  public boolean covers(Role other) {
    return permissions.containsAll(other.permissions);
  }

  /** What both roles may do; under the name of the limit where that is neither of them. */
  public Role within(Role limit) {
    if (limit.covers(this)) {
      return this;
    }
    EnumSet<Permission> common = EnumSet.copyOf(permissions);
    common.retainAll(limit.permissions);
    return covers(limit) ? limit : new Role(limit.name, common);
  }

  /** What either role may do. */
  public Role and(Role other) {
    if (covers(other)) {
      return this;
    }
    EnumSet<Permission> all = EnumSet.copyOf(permissions);
    all.addAll(other.permissions);
    return other.covers(this) ? other : new Role(name + "+" + other.name, all);
  }
}
