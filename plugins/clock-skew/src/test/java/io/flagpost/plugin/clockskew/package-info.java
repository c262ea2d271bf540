/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.clockskew;

import org.jspecify.annotations.NullMarked;
