package io.flagpost.admin.audit;

import static java.util.Comparator.comparingLong;

import io.flagpost.admin.audit.AuditProblem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The written checkpoints, in order. Each contains the hash of the line before, so the signature of
 * a file's last line proves all of its lines; more signatures are checked only where the chain is
 * broken. Blocking; one thread at a time. Keeps one file in memory at a time.
 */
final class CheckpointTrail {
  private final AuditCheckpoints.Written written;
  private final Map<String, AuditKey> keys;
  private final List<String> warnings = new ArrayList<>();

  private long count;
  private @Nullable AuditProblem problem;
  private @Nullable String line;
  private long number;

  CheckpointTrail(AuditCheckpoints.Written written, Map<String, AuditKey> keys) {
    this.written = written;
    this.keys = keys;
  }

  /** Verifies all of them. Call it first. */
  void verify() throws IOException {
    for (CheckpointFiles.Part part : written.parts()) {
      List<String> lines = part.lines();
      for (int i = 0; i < lines.size(); i++) {
        String where = String.format(Locale.ROOT, "Line %d of %s", i + 1, part.name());
        look(where, lines.get(i), part.isFirst(), i == lines.size() - 1);
      }
    }
    if (written.lastLine() != null && !written.lastLine().equals(line)) {
      found(Kind.CHECKPOINT_REMOVED, "The checkpoint that this node wrote last is not there");
    }
  }

  private void look(String where, String text, boolean firstFile, boolean lastOfFile) {
    count++;
    Checkpoint checkpoint = Checkpoint.parse(text);
    if (checkpoint == null) {
      found(Kind.CHECKPOINT_CHANGED, where + " is no checkpoint");
    } else {
      String expected = line == null ? null : Checkpoint.hash(line);
      boolean follows = expected != null && expected.equals(checkpoint.previous());
      boolean begins = line == null && checkpoint.previous() == null;
      if (line == null && !begins && !firstFile) {
        warnings.add(where + " is the first checkpoint here, and there were others before it");
      } else if (!follows && !begins) {
        brokenBefore(where);
      }
      if (lastOfFile || !(follows || begins)) {
        checkSignature(where, checkpoint);
      }
      number = checkpoint.number();
    }
    line = text;
  }

  /** Either the line before was changed, or lines in between were removed. */
  private void brokenBefore(String where) {
    Checkpoint before = line == null ? null : Checkpoint.parse(line);
    if (line != null && (before == null || !isGenuine(before))) {
      found(
          Kind.CHECKPOINT_CHANGED,
          String.format(Locale.ROOT, "The line before %s was changed", where));
    } else {
      found(Kind.CHECKPOINT_REMOVED, String.format(Locale.ROOT, "Lines before %s are gone", where));
    }
  }

  private void checkSignature(String where, Checkpoint checkpoint) {
    if (!keys.containsKey(checkpoint.kekId())) {
      found(
          Kind.UNKNOWN_KEY,
          String.format(
              Locale.ROOT,
              "%s is said to be under the key-encryption key %s, which is not known",
              where,
              checkpoint.kekId()));
    } else if (!isGenuine(checkpoint)) {
      found(Kind.CHECKPOINT_CHANGED, where + " has no valid signature");
    }
  }

  private boolean isGenuine(Checkpoint checkpoint) {
    AuditKey key = keys.get(checkpoint.kekId());
    return key != null && checkpoint.isSignedBy(key.checkpoints());
  }

  private void found(Kind kind, String explanation) {
    if (problem == null) {
      problem =
          new AuditProblem(
              number,
              kind,
              String.format(
                  Locale.ROOT,
                  "%s. The checkpoints before it go up to entry %d",
                  explanation,
                  number));
    }
  }

  long count() {
    return count;
  }

  @Nullable AuditProblem problem() {
    return problem;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * The genuine ones, read file by file. If the chain is broken, their order in the files means
   * nothing and they are sorted by number. Throws {@link UncheckedIOException}.
   */
  Iterator<Checkpoint> genuine() {
    Stream<Checkpoint> all =
        written.parts().stream()
            .flatMap(part -> lines(part).stream())
            .map(Checkpoint::parse)
            .flatMap(Stream::ofNullable);
    return problem == null
        ? all.iterator()
        : all.filter(this::isGenuine).sorted(comparingLong(Checkpoint::number)).iterator();
  }

  private static List<String> lines(CheckpointFiles.Part part) {
    try {
      return part.lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
