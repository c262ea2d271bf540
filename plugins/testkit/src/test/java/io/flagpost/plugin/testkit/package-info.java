/** Tests of the test kit itself. */
@NullMarked
package io.flagpost.plugin.testkit;

import org.jspecify.annotations.NullMarked;
