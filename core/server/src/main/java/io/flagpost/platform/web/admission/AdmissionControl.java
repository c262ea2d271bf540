package io.flagpost.platform.web.admission;

import io.flagpost.platform.web.admission.LoopAdmission.Permit;
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

/**
 * Bounds the requests that a listener of this node has in progress. A request that would only wait
 * in a queue is refused before its body is read, so that admitted requests are answered in time.
 * Any thread; each event loop has its own {@link LoopAdmission}.
 */
public final class AdmissionControl {

  /**
   * What is decided about a request: its {@link LoopAdmission.Permit}, or the {@link Cause} why it
   * has none. Never null, and nothing is made for a refusal: under overload it is most of what is
   * decided.
   */
  public sealed interface Decision permits LoopAdmission.Permit, Cause {}

  /** Why a request is refused. */
  public enum Cause implements Decision {
    /** Too many requests are in progress. */
    REQUESTS,
    /** Their bodies take too much memory. */
    BYTES,
    /** The oldest request has been waiting for too long. */
    WAIT,
    /** The signing queue is full. */
    SIGNING,
    /** It was cut off: its body did not arrive in time, or it had to make room for others. */
    CUT_OFF
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
   * The admission of one more event loop.
   *
   * @param senders tells who sent a request: a sender with many arriving requests gives up its own
   *     before others have to
   */
  public LoopAdmission openLoop(Function<HttpServerRequest, String> senders) {
    LoopAdmission loopAdmission = new LoopAdmission(this, senders, nanoTime);
    loops.add(loopAdmission);
    return loopAdmission;
  }

  /** How many requests may be arriving at once, on all event loops together. */
  int mostArriving() {
    return limits.maxRequests();
  }

  /** How many bytes the arriving requests of one event loop may hold. */
  long arrivingBytes() {
    return limits.arrivingBytes(loops.size());
  }

  /**
   * Decides about a request whose body has not arrived, and counts it if it gets its permit;
   * arriving requests are counted apart, so a client that never sends its bodies keeps nobody out.
   */
  Decision beginReading(Permit permit) {
    if (requests.get() >= limits.maxRequests()) {
      return refuse(Cause.REQUESTS);
    }
    Decision decision = findRoom(permit);
    if (decision == permit) {
      reading.incrementAndGet();
    }
    return decision;
  }

  void read(long bytes) {
    readingBytes.addAndGet(bytes);
  }

  void endReading(long itsBytes) {
    reading.decrementAndGet();
    readingBytes.addAndGet(-itsBytes);
  }

  /** Decides about a request that has no body; {@link #leave} counts it out. */
  Decision enter(Permit permit) {
    Decision decision = findRoom(permit);
    return decision == permit ? count(permit) : decision;
  }

  /** Counts a request whose body has arrived, unless the limit is reached. */
  Decision count(Permit permit) {
    if (requests.incrementAndGet() > limits.maxRequests()) {
      requests.decrementAndGet();
      return refuse(Cause.REQUESTS);
    }
    return permit;
  }

  void leave() {
    requests.decrementAndGet();
  }

  void giveBack(long itsBytes) {
    bytes.addAndGet(-itsBytes);
  }

  private Decision findRoom(Permit permit) {
    if (oldestWaitNanos() > limits.maxWait().toNanos()) {
      return refuse(Cause.WAIT);
    }
    return bytes.get() >= limits.maxBytes() ? refuse(Cause.BYTES) : permit;
  }

  /** Reserves bytes for an admitted request; nothing is reserved if there are not enough. */
  Decision take(Permit permit, long more) {
    if (bytes.addAndGet(more) <= limits.maxBytes()) {
      return permit;
    }
    bytes.addAndGet(-more);
    return refuse(Cause.BYTES);
  }

  /** Counts a refusal. */
  Cause refuse(Cause cause) {
    Objects.requireNonNull(refused.get(cause)).increment();
    return cause;
  }

  /** Requests in progress. */
  public int requests() {
    return requests.get();
  }

  /** Bytes that their bodies hold. */
  public long bytes() {
    return bytes.get();
  }

  /** Arriving requests: those whose body is incomplete. */
  public int reading() {
    return reading.get();
  }

  /** Bytes that arriving requests hold. */
  public long readingBytes() {
    return readingBytes.get();
  }

  /** Requests refused for this cause so far. */
  public long refused(Cause cause) {
    return Objects.requireNonNull(refused.get(cause)).sum();
  }

  /** How long the oldest request with a complete body has been waiting for its answer. */
  public long oldestWaitNanos() {
    long now = nanoTime.getAsLong();
    long oldest = 0;
    for (LoopAdmission loopAdmission : loops) {
      oldest = Math.max(oldest, loopAdmission.oldestWaitNanos(now));
    }
    return oldest;
  }
}
