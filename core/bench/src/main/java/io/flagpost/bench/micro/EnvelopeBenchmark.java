package io.flagpost.bench.micro;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.signing.Signer.Signed;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.envelope.SignedEnvelope;
import io.flagpost.signing.envelope.SignedEnvelopes;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a response to the bytes sent, with an existing signature. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class EnvelopeBenchmark {
  private static final Signed SIGNED = new Signed("k".repeat(43), false, "s".repeat(344));

  private final SignedEnvelopes envelopes =
      new SignedEnvelopes(
          (productId, text, repeatable) -> Future.succeededFuture(SIGNED), new SigningCapacity(1));
  private final ObjectNode response =
      JsonNodeFactory.instance
          .objectNode()
          .put("code", 830)
          .put("message", "Correct format data saved")
          .<ObjectNode>set("errors", JsonNodeFactory.instance.arrayNode())
          .put("timestamp", 1_700_000_000L);

  @Benchmark
  public Future<SignedEnvelope> document() {
    return envelopes.seal(response, SignatureProfile.DOCUMENT, null, null);
  }

  @Benchmark
  public Future<SignedEnvelope> sdk() {
    return envelopes.seal(response, SignatureProfile.SDK, null, null);
  }
}
