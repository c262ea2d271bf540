package io.flagpost.platform.bus;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class IdentityCodecTest {

  record Greeting(String text) {}

  @Test
  void aMessageArrivesAsTheVeryObjectThatWasSent(Vertx vertx) {
    IdentityCodec.register(vertx.eventBus(), Greeting.class);
    Promise<Greeting> arrived = Promise.promise();
    vertx
        .eventBus()
        .<Greeting>localConsumer("greetings", message -> arrived.complete(message.body()));
    Greeting sent = new Greeting("hello");

    vertx.eventBus().send("greetings", sent, new DeliveryOptions().setLocalOnly(true));

    assertThat(await(arrived.future())).isSameAs(sent);
  }

  @Test
  void aTypeIsRegisteredOnce(Vertx vertx) {
    IdentityCodec.register(vertx.eventBus(), Greeting.class);

    assertThatThrownBy(() -> IdentityCodec.register(vertx.eventBus(), Greeting.class))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMessageNeverGoesOnTheWire() {
    IdentityCodec<Greeting> codec = new IdentityCodec<>(Greeting.class);

    assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), new Greeting("hello")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer()))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
