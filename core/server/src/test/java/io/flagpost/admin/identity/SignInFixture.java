package io.flagpost.admin.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.Problem;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A {@link SignInRig} for each test. */
@ExtendWith(VertxExtension.class)
abstract class SignInFixture {
  SignInRig rig;

  @BeforeEach
  void open(Vertx vertx) {
    rig = new SignInRig(vertx);
  }

  Actor actor(ObjectNode tokens) {
    return rig.actor(tokens.path("access_token").asText());
  }

  Problem refusedLogin(String name, String password) {
    return rig.refused(null, "login", Map.of(), Map.of("name", name, "password", password));
  }
}
