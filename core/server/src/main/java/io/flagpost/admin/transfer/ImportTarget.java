package io.flagpost.admin.transfer;

import io.flagpost.admin.transfer.ImportOptions.OnExisting;
import io.vertx.core.Future;

/** The destination of an import's rows. */
interface ImportTarget {

  /** Its name, such as {@code license}: the first part of the action in the audit log. */
  String name();

  Columns columns();

  /**
   * Checks the rows in {@code import_row}, which are all well-formed, and applies them to the
   * registry if there are no errors.
   *
   * @param read how many rows there are
   * @return the result; nothing is changed if there are errors
   */
  Future<ImportReport> merge(ImportSql sql, OnExisting onExisting, long read, ImportErrors errors);
}
