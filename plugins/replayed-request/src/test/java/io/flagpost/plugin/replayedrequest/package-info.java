/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.replayedrequest;

import org.jspecify.annotations.NullMarked;
