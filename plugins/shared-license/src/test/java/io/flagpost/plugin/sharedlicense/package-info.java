/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.sharedlicense;

import org.jspecify.annotations.NullMarked;
