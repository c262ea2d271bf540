@NullMarked
package io.flagpost.verdicts;

import org.jspecify.annotations.NullMarked;
