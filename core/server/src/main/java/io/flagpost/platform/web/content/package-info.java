/**
 * Answers with content: files that are served from memory, the pages with the API's description,
 * and the choice of a representation by what the client prefers.
 *
 * <p>Called by the listeners' handlers, on their event loops.
 */
@NullMarked
package io.flagpost.platform.web.content;

import org.jspecify.annotations.NullMarked;
