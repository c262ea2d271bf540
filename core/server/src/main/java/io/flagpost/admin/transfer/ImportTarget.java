package io.flagpost.admin.transfer;

import io.flagpost.admin.transfer.ImportOptions.OnExisting;
import io.vertx.core.Future;

/** Where the rows of an import go. */
interface ImportTarget {

  /** What it is called, such as {@code license}: the first part of the audit log's action. */
  String name();

  Columns columns();

  /**
   * Checks the rows in {@code import_row}, which all have the form of rows, and if nothing is wrong
   * makes the registry be as they say.
   *
   * @param read how many rows there are
   * @return what was done; nothing if there are errors
   */
  Future<ImportReport> merge(ImportSql sql, OnExisting onExisting, long read, ImportErrors errors);
}
