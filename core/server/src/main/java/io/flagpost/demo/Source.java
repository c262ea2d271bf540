package io.flagpost.demo;

import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Some machines that send. Remembers what each of them sent last; on one thread. */
interface Source {
  /** What part of all records is its. */
  double share();

  /** How much it sends in the hour that begins at a moment, compared with its other hours. */
  double weight(Instant hour);

  /** What one of its machines sends; asked in the order of time. */
  Message send(Instant receivedAt, SplittableRandom random);

  /** The story that it plays; null for ordinary use. */
  @Nullable Story story();
}
