/** Tests of {@code io.flagpost.web}. */
@NullMarked
package io.flagpost.web;

import org.jspecify.annotations.NullMarked;
