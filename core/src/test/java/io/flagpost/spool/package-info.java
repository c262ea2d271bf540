/** Tests of the spool. */
@NullMarked
package io.flagpost.spool;

import org.jspecify.annotations.NullMarked;
