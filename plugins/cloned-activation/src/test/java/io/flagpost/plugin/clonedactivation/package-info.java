/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.clonedactivation;

import org.jspecify.annotations.NullMarked;
