/** Tests of files of records. */
@NullMarked
package io.flagpost.cli.export;

import org.jspecify.annotations.NullMarked;
