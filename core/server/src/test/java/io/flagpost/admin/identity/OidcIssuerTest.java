package io.flagpost.admin.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Permission;
import io.flagpost.admin.api.Role;
import io.flagpost.admin.api.Scope;
import io.flagpost.testing.ExpectedAlarms;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which tokens of the issuer are believed, and as whose. */
@ExpectedAlarms(from = "io.vertx.ext.auth.jwt.impl.JWTAuthProviderImpl")
final class OidcIssuerTest extends OidcFixture {
  @Test
  void aTokenOfTheIssuerIsBelievedAndItsKeysAreRemembered() {
    Actor actor = rig.actor(token("one", pair, claims()));
    rig.actor(token("one", pair, claims()));

    assertThat(actor.kind()).isEqualTo(Actor.Kind.EXTERNAL);
    assertThat(actor.name()).isEqualTo("127.0.0.1/ann");
    assertThat(actor.role()).isEqualTo(Role.AUDITOR);
    assertThat(actor.accountId()).isNull();
    assertThat(fetches).hasValue(1);
  }

  @Test
  void ofSeveralRolesTheHighestCountsAndNoneIsForbidden() {
    JsonArray roles = new JsonArray().add("other").add("analyst").add("admin").add(7);
    assertThat(rig.actor(token("one", pair, claims().put("roles", flagpost(roles)))).role())
        .isEqualTo(Role.ADMIN);
    assertThat(rig.actor(token("one", pair, claims().put("roles.flagpost", "analyst"))).role())
        .isEqualTo(Role.ANALYST);

    assertThat(rig.refusal(token("one", pair, claims().put("roles", flagpost("boss")))))
        .isEqualTo(403);
    assertThat(rig.refusal(token("one", pair, without("roles")))).isEqualTo(403);
  }

  @Test
  void aRoleThatWasMadeHereCanBeNamed() {
    rig.as(
        rig.root(),
        "createRole",
        Map.of(),
        Map.of("name", "people", "permissions", List.of("read", "accounts")));

    Actor one = rig.actor(token("one", pair, claims().put("roles", flagpost("people"))));
    JsonArray both = new JsonArray().add("people").add("auditor");
    Actor two = rig.actor(token("one", pair, claims().put("roles", flagpost(both))));

    assertThat(one.role())
        .isEqualTo(new Role("people", Set.of(Permission.READ, Permission.ACCOUNTS)));
    assertThat(two.role().name()).isEqualTo("auditor+people");
    assertThat(two.role().may(Permission.AUDIT)).isTrue();
    assertThat(two.role().may(Permission.ACCOUNTS)).isTrue();
    assertThat(two.role().may(Permission.KEYS)).isFalse();
  }

  @Test
  void aTokenIsLimitedByItsClaims(Vertx vertx) {
    SignInRig limiting =
        new SignInRig(
            vertx,
            new OidcSettings(
                issuer, null, "flagpost-admin", "roles.flagpost", "products", "stages", DAY));
    Function<JsonObject, Scope> scope =
        claims -> limiting.actor(token("one", pair, claims)).scope();

    assertThat(scope.apply(claims().put("products", 7).put("stages", "test")))
        .isEqualTo(new Scope(Set.of(7L), Set.of("test")));
    assertThat(
            scope.apply(
                claims()
                    .put("products", new JsonArray().add("7").add(8).add("x").add(-1).add(1.5))
                    .put("stages", "*")))
        .isEqualTo(new Scope(Set.of(7L, 8L), null));
    assertThat(scope.apply(claims())).isEqualTo(new Scope(Set.of(), Set.of()));
    assertThat(scope.apply(claims().put("products", "*").put("stages", new JsonArray().add("*"))))
        .isEqualTo(Scope.UNLIMITED);
  }

  @Test
  void forgedForeignAndUntimelyTokensAreRefused() throws GeneralSecurityException {
    long now = now();

    assertThat(rig.refusal(token("one", rsa(), claims()))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("aud", "other")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("aud")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("iss", issuer + "/other"))))
        .isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("iss", "flagpost")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("exp", now - 5)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("exp")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", now + 60)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, without("sub")))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("sub", "x".repeat(300)))))
        .isEqualTo(401);
    String valid = token("one", pair, claims());
    String payload = valid.split("\\.", -1)[1];
    for (String header :
        new String[] {
          "{\"alg\":\"none\",\"kid\":\"one\"}",
          "{\"alg\":\"HS256\",\"kid\":\"one\"}",
          "{\"alg\":\"RS512\",\"kid\":\"one\"}",
          "{\"alg\":\"RS256\"}"
        }) {
      String head = encode(header.getBytes(UTF_8)) + "." + payload;
      assertThat(rig.refusal(head + "." + sign(pair, head))).as(header).isEqualTo(401);
      assertThat(rig.refusal(head + ".")).as(header).isEqualTo(401);
    }
  }

  @Test
  void aTokenThatLastsLongerThanItMayIsRefused() {
    for (Object end : new Object[] {253_402_300_799L, 9_999_999_999L, 1e300, Long.MAX_VALUE}) {
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end)))).isEqualTo(401);
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end).put("iat", now()))))
          .isEqualTo(401);
    }
    for (Object end : new Object[] {"9999999999", "tomorrow", -1, true}) {
      assertThat(rig.refusal(token("one", pair, claims().put("exp", end)))).isEqualTo(401);
    }
    long day = DAY.toSeconds();
    long begun = now() - 100;

    rig.actor(token("one", pair, claims().put("exp", now() + day)));
    rig.actor(token("one", pair, claims().put("iat", begun).put("exp", begun + day)));
    assertThat(rig.refusal(token("one", pair, claims().put("exp", now() + day + 1))))
        .isEqualTo(401);
    assertThat(
            rig.refusal(token("one", pair, claims().put("iat", begun).put("exp", begun + day + 1))))
        .isEqualTo(401);
  }

  @Test
  void ofClocksThatDifferAFewSecondsAreAllowedAndNoMore() {
    assertThat(rig.refusal(token("one", pair, claims().put("iat", now() + 6)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", now() + 6)))).isEqualTo(401);
    assertThat(rig.refusal(token("one", pair, claims().put("nbf", "now")))).isEqualTo(401);
    rig.actor(token("one", pair, claims().put("iat", now() + 5).put("nbf", now() + 5)));
    rig.actor(token("one", pair, claims().put("exp", now() - 4)));
  }

  @Test
  void withoutAnIssuerItsTokensAreUnknown(Vertx vertx) {
    SignInRig plain = new SignInRig(vertx);

    assertThat(plain.refusal(token("one", pair, claims()))).isEqualTo(401);
    assertThat(fetches).hasValue(0);
  }

  private JsonObject without(String claim) {
    JsonObject claims = claims();
    claims.remove(claim);
    return claims;
  }
}
