/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.activationmatch;

import org.jspecify.annotations.NullMarked;
