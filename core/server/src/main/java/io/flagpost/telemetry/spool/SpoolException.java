package io.flagpost.telemetry.spool;

import java.io.IOException;
import org.rocksdb.RocksDBException;

/** The spool's files could not be read or written. */
final class SpoolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SpoolException(IOException cause) {
    super("The spool's files cannot be used: " + cause, cause);
  }

  SpoolException(RocksDBException cause) {
    super("The spool's engine failed: " + cause.getMessage(), cause);
  }
}
