package io.flagpost.admin.identity;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.api.Problem;
import io.vertx.core.Future;
import java.util.Map;

/** Attempts to sign in, from anywhere, with a known device or without. */
abstract class LoginFixture extends SignInFixture {
  SignInRig.Reply login(String name, String password, String device, String address) {
    return await(call(name, password, device, address));
  }

  static String device(SignInRig.Reply reply) {
    assertThat(reply.text("device_token")).matches("fpdt_[A-Za-z0-9_-]{43}");
    return reply.text("device_token");
  }

  Problem attempt(String name, String password, String device, String address) {
    return SignInRig.problem(call(name, password, device, address));
  }

  Future<SignInRig.Reply> call(String name, String password, String device, String address) {
    return rig.call(
        null,
        "login",
        address,
        Map.of(),
        Map.of(),
        Map.of("name", name, "password", password, "device_token", device),
        null);
  }

  Problem attempt(String name, String password, String address) {
    return SignInRig.problem(
        rig.call(
            null,
            "login",
            address,
            Map.of(),
            Map.of(),
            Map.of("name", name, "password", password),
            null));
  }
}
