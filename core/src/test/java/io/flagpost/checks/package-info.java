/** Tests of the checks at receipt. */
@NullMarked
package io.flagpost.checks;

import org.jspecify.annotations.NullMarked;
