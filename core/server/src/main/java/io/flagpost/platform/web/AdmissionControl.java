package io.flagpost.platform.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a listener of this node has in hand, and whether it takes more. A request that would only
 * wait in a queue is refused before its body is read, so that those that were let in are answered
 * in time. Any thread; each event loop has its own {@link LoopAdmission}.
 */
public final class AdmissionControl {

  /** Why a request is not let in. */
  public enum Cause {
    /** There are too many at once. */
    REQUESTS,
    /** Their bodies take too much memory. */
    BYTES,
    /** The oldest has been waiting for too long. */
    WAIT,
    /** There is no room for its signature. */
    SIGNING
  }

  private final AdmissionLimits limits;
  private final LongSupplier nanoTime;
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicLong readingBytes = new AtomicLong();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Map<Cause, LongAdder> refused = new EnumMap<>(Cause.class);
  private final List<LoopAdmission> loops = new CopyOnWriteArrayList<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public AdmissionControl(AdmissionLimits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
    for (Cause cause : Cause.values()) {
      refused.put(cause, new LongAdder());
    }
  }

  /**
   * The loopAdmission of one more event loop.
   *
   * @param senders tells whose a request is: who has many requests on their way makes room for
   *     itself before others have to
   */
  public LoopAdmission openLoop(Function<HttpServerRequest, String> senders) {
    LoopAdmission loopAdmission = new LoopAdmission(this, senders, nanoTime);
    loops.add(loopAdmission);
    return loopAdmission;
  }

  /** How many requests may be on their way, on all event loops together. */
  int mostOnTheirWay() {
    return limits.maxRequests();
  }

  /** How much those may hold that are on their way to one event loop. */
  long bytesOnTheirWay() {
    return limits.bytesOnTheirWay(loops.size());
  }

  /**
   * Why a request is not let in whose body is still to come; null if it may come. Who only holds
   * requests without ever sending their bodies keeps nobody out: they are counted apart.
   */
  @Nullable Cause beginReading() {
    Cause cause = requests.get() >= limits.maxRequests() ? refuse(Cause.REQUESTS) : noRoom();
    if (cause == null) {
      reading.incrementAndGet();
    }
    return cause;
  }

  void read(long bytes) {
    readingBytes.addAndGet(bytes);
  }

  void endReading(long itsBytes) {
    reading.decrementAndGet();
    readingBytes.addAndGet(-itsBytes);
  }

  /** Counts one more request in, unless there is no room; it is counted out by {@link #leave}. */
  @Nullable Cause enter() {
    Cause cause = noRoom();
    return cause == null ? count() : cause;
  }

  /** Counts one in whose body is here; null if there was room. */
  @Nullable Cause count() {
    if (requests.incrementAndGet() > limits.maxRequests()) {
      requests.decrementAndGet();
      return refuse(Cause.REQUESTS);
    }
    return null;
  }

  void leave() {
    requests.decrementAndGet();
  }

  void giveBack(long itsBytes) {
    bytes.addAndGet(-itsBytes);
  }

  private @Nullable Cause noRoom() {
    if (oldestWaitNanos() > limits.maxWait().toNanos()) {
      return refuse(Cause.WAIT);
    }
    return bytes.get() >= limits.maxBytes() ? refuse(Cause.BYTES) : null;
  }

  /** Takes room for bytes of a request that was let in; false if there is none, and none taken. */
  boolean take(long more) {
    if (bytes.addAndGet(more) <= limits.maxBytes()) {
      return true;
    }
    bytes.addAndGet(-more);
    refuse(Cause.BYTES);
    return false;
  }

  /** Counts a refusal. */
  Cause refuse(Cause cause) {
    Objects.requireNonNull(refused.get(cause)).increment();
    return cause;
  }

  /** Requests in hand now. */
  public int requests() {
    return requests.get();
  }

  /** What their bodies take now. */
  public long bytes() {
    return bytes.get();
  }

  /** Requests on their way now, of which the body is not here yet. */
  public int reading() {
    return reading.get();
  }

  /** What has come of them. */
  public long readingBytes() {
    return readingBytes.get();
  }

  /** Refusals so far. */
  public long refused(Cause cause) {
    return Objects.requireNonNull(refused.get(cause)).sum();
  }

  /** For how long the oldest request whose body is read has gone without an answer. */
  public long oldestWaitNanos() {
    long now = nanoTime.getAsLong();
    long oldest = 0;
    for (LoopAdmission loopAdmission : loops) {
      oldest = Math.max(oldest, loopAdmission.oldestWaitNanos(now));
    }
    return oldest;
  }

  /** Requests that were cut off because their body did not come in time, or for others' sake. */
  public long slowBodies() {
    return loops.stream().mapToLong(LoopAdmission::slowBodies).sum();
  }
}
