/** Tests of {@code io.flagpost.platform.web}. */
@NullMarked
package io.flagpost.platform.web;

import org.jspecify.annotations.NullMarked;
