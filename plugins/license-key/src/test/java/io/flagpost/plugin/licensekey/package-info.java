/** Tests of the packaged plugin. */
@NullMarked
package io.flagpost.plugin.licensekey;

import org.jspecify.annotations.NullMarked;
