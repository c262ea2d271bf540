/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.checksum;

import org.jspecify.annotations.NullMarked;
