/** What both listeners have in common. Runs on their event loops. */
@NullMarked
package io.flagpost.platform.web;

import org.jspecify.annotations.NullMarked;
