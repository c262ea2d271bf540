package io.flagpost.bench.micro;

import io.flagpost.bench.data.Traffic;
import io.flagpost.telemetry.ingest.DecodedRequest;
import io.flagpost.telemetry.ingest.FormatRules;
import io.flagpost.telemetry.ingest.FormatVerdict;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.RequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a body's bytes to fields, and from fields to the verdict on their format. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class DecodingBenchmark {
  private static final int LIMIT = 1 << 20;
  private static final Set<Long> PRODUCTS = Set.of(1L, 2L, 3L);

  private final InboundRequest form =
      request("application/x-www-form-urlencoded", Traffic.sampleForm());
  private final InboundRequest json = request("application/json", Traffic.sampleJson());
  private final InboundRequest multipart =
      request("multipart/form-data; boundary=b", multipart(Traffic.sampleForm()));
  private final DecodedRequest correct = decode(form);
  private final DecodedRequest incorrect =
      decode(request("application/x-www-form-urlencoded", "product_id=x&data_type=text"));

  @Benchmark
  public DecodedRequest decodeForm() {
    return decode(form);
  }

  @Benchmark
  public DecodedRequest decodeJson() {
    return decode(json);
  }

  @Benchmark
  public DecodedRequest decodeMultipart() {
    return decode(multipart);
  }

  @Benchmark
  public FormatVerdict judgeCorrect() {
    return FormatRules.judge(correct, PRODUCTS);
  }

  @Benchmark
  public FormatVerdict judgeIncorrect() {
    return FormatRules.judge(incorrect, PRODUCTS);
  }

  private static InboundRequest request(String type, String body) {
    return new InboundRequest(type, null, "", body.getBytes(StandardCharsets.UTF_8));
  }

  private static DecodedRequest decode(InboundRequest request) {
    return RequestDecoder.decode(request, LIMIT)
        .fold(
            decoded -> decoded,
            () -> {
              throw new IllegalStateException("too large");
            });
  }

  private static String multipart(String form) {
    StringBuilder body = new StringBuilder();
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      body.append("--b\r\nContent-Disposition: form-data; name=\"")
          .append(pair, 0, equals)
          .append("\"\r\n\r\n")
          .append(pair, equals + 1, pair.length())
          .append("\r\n");
    }
    return body.append("--b--\r\n").toString();
  }
}
