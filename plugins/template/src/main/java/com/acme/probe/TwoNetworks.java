package com.acme.probe;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Raises acme-probe/two_networks where one activation sends from two networks within ten minutes.
 *
 * <p>Its state: the networks that the activation has sent from, and when the last time.
 */
final class TwoNetworks implements FoldCheck<SortedMap<String, Instant>> {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int MOST_NETWORKS = 32; // bounds the state

  @Override
  public String id() {
    return "two-networks";
  }

  @Override
  public RoutingKey routingKey() {
    return RoutingKey.ACTIVATION; // a state for each
  }

  @Override
  public Duration window() {
    return WINDOW;
  }

  @Override
  public String stateVersion() {
    return "1"; // 2 when encode writes something else
  }

  @Override
  public SortedMap<String, Instant> begin() {
    return new TreeMap<>();
  }

  @Override
  public FoldStep<SortedMap<String, Instant>> step(
      SortedMap<String, Instant> state, Telemetry telemetry, Instant now) {
    SortedMap<String, Instant> seen = new TreeMap<>(state); // never change what you are given
    Instant start = now.minus(WINDOW);
    seen.values().removeIf(time -> !time.isAfter(start));
    Instant received = telemetry.receivedAt();
    if (!received.isAfter(start)) {
      return FoldStep.clear(seen); // stored so late that it is outside of the window
    }
    String network = network(telemetry.clientAddress());
    List<FoldFinding> findings =
        seen.keySet().stream()
            .filter(other -> !other.equals(network))
            .limit(1)
            .map(other -> found(network, other, seen.get(other)))
            .toList();
    seen.merge(network, received, (one, other) -> one.isAfter(other) ? one : other);
    if (seen.size() > MOST_NETWORKS) {
      seen.values().remove(seen.values().stream().min(Instant::compareTo).orElseThrow());
    }
    return new FoldStep<>(seen, findings);
  }

  private static FoldFinding found(String network, String other, Instant time) {
    return FoldFinding.of("two_networks")
        .with("network", network)
        .with("other_network", other)
        .with("other_seen_at", time.toString());
  }

  /** The first address of its /24, or of its /48 for IPv6, which can be written in several ways. */
  private static String network(String address) {
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress(); // no name: asks nobody
      byte[] prefix = Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6);
      return InetAddress.getByAddress(Arrays.copyOf(prefix, bytes.length)).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  /** Here it could look things up, or decide that a finding is nothing. */
  @Override
  public CompletionStage<List<Flag>> judge(
      FoldFinding finding, Telemetry telemetry, CheckContext context) {
    return CompletableFuture.completedStage(
        List.of(
            new Flag(
                "two_networks",
                Severity.MEDIUM,
                "One activation sends from two networks at a time.",
                finding.facts())));
  }

  @Override
  public byte[] encode(SortedMap<String, Instant> state) {
    return state.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(","))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public SortedMap<String, Instant> decode(byte[] bytes) {
    SortedMap<String, Instant> state = new TreeMap<>();
    if (bytes.length > 0) {
      for (String each : new String(bytes, StandardCharsets.UTF_8).split(",", -1)) {
        String[] pair = each.split("=", 2);
        state.put(pair[0], Instant.parse(pair[1]));
      }
    }
    return state;
  }
}
