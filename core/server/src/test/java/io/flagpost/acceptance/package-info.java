/** Tests of the whole gateway through its front door, after packaging. */
@NullMarked
package io.flagpost.acceptance;

import org.jspecify.annotations.NullMarked;
