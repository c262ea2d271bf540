/** Tests of {@code io.flagpost.web}. */
@NullMarked
package io.flagpost.platform.web;

import org.jspecify.annotations.NullMarked;
