/**
 * Content codings: compressed bodies are inflated here, under a limit; and canonical Base64. Any
 * thread.
 */
@NullMarked
package io.flagpost.platform.coding;

import org.jspecify.annotations.NullMarked;
