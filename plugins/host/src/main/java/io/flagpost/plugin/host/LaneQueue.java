package io.flagpost.plugin.host;

import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the threads of one lane: records that are being received, which take precedence;
 * stored ones, with bounds of their own; and answers to look-ups. Any thread.
 */
final class LaneQueue {
  private final Inbox received;
  private final Inbox stored;
  private final PriorityBlockingQueue<Resumption> answers = new PriorityBlockingQueue<>();
  private final AtomicLong answerNumber = new AtomicLong();

  /**
   * @param capacity the checks that either kind of records may have unsettled
   */
  LaneQueue(int capacity) {
    received = new Inbox(capacity);
    stored = new Inbox(capacity);
  }

  /** Where a record waits. */
  Inbox inboxOf(LaneCall call) {
    return call.isStored() ? stored : received;
  }

  Inbox received() {
    return received;
  }

  Inbox stored() {
    return stored;
  }

  /** Adds an answer with which a check's code goes on. */
  void addAnswer(CheckCall call, Runnable code) {
    answers.add(new Resumption(call, code, answerNumber.getAndIncrement()));
  }

  /** The next answer, if one comes in time. */
  @Nullable Resumption awaitAnswer(long nanos) throws InterruptedException {
    return answers.poll(nanos, TimeUnit.NANOSECONDS);
  }

  /** Goes on with the answers that are there. */
  void serveAnswers() {
    Resumption next = answers.poll();
    while (next != null) {
      next.run();
      // A stored record's answers must not delay a received record.
      next = received.isEmpty() || next.isUrgent() ? answers.poll() : null;
    }
  }

  boolean isEmpty() {
    return received.isEmpty() && answers.isEmpty() && stored.isEmpty();
  }

  /** Whether something waits that stored records must not delay. */
  boolean isUrgent() {
    Resumption next = answers.peek();
    return !received.isEmpty() || (next != null && next.isUrgent());
  }

  /** Whether every check of every record has settled. */
  boolean isSettled() {
    return received.isSettled() && stored.isSettled();
  }

  /** Leaves the checks of all waiting records pending. */
  void abandonAll() {
    received.abandonAll();
    stored.abandonAll();
  }
}
