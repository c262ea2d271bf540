/** What tests of several modules share. */
@NullMarked
package io.flagpost.testing;

import org.jspecify.annotations.NullMarked;
