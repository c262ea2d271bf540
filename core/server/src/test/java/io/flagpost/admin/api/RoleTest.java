package io.flagpost.admin.api;

import static io.flagpost.admin.api.Permission.AUDIT;
import static io.flagpost.admin.api.Permission.BLOCK;
import static io.flagpost.admin.api.Permission.KEYS;
import static io.flagpost.admin.api.Permission.READ;
import static io.flagpost.admin.api.Permission.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleTest {
  @Test
  void everybodyMayMindOneself() {
    assertThat(new Role("nothing", Set.of()).permissions()).containsExactly(SELF);
  }

  @Test
  void anAdministratorMayDoEverything() {
    assertThat(Role.ADMIN.permissions()).isEqualTo(EnumSet.allOf(Permission.class));
    assertThat(Role.BUILT_IN).allMatch(Role.ADMIN::covers);
  }

  @Test
  void theNarrowerOfTwoRolesStaysWhatItIs() {
    Role reader = new Role("reader", Set.of(READ));

    assertThat(reader.within(Role.ADMIN)).isSameAs(reader);
    assertThat(Role.ADMIN.within(reader)).isSameAs(reader);
    assertThat(Role.ADMIN.and(reader)).isSameAs(Role.ADMIN);
    assertThat(reader.and(Role.ADMIN)).isSameAs(Role.ADMIN);
  }

  @Test
  void ofTwoRolesThatDifferBothWaysTheCommonAndTheTotalAreKnown() {
    Role one = new Role("one", Set.of(READ, BLOCK, KEYS));
    Role other = new Role("other", Set.of(READ, BLOCK, AUDIT));

    assertThat(one.within(other)).isEqualTo(new Role("other", Set.of(READ, BLOCK)));
    assertThat(one.and(other)).isEqualTo(new Role("one+other", Set.of(READ, BLOCK, KEYS, AUDIT)));
    assertThat(one.covers(other)).isFalse();
  }
}
