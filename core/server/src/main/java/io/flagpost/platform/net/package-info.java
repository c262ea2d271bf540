/** Networks of IP addresses, for the configuration and API keys. Any thread. */
@NullMarked
package io.flagpost.platform.net;

import org.jspecify.annotations.NullMarked;
