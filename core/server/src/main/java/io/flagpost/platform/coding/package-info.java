/**
 * Codings: compressed bodies are inflated under a limit, and PEM is read and written. Any thread.
 */
@NullMarked
package io.flagpost.platform.coding;

import org.jspecify.annotations.NullMarked;
