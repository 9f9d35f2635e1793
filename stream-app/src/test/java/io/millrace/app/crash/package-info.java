/// Processes that are killed while events are learned, and what must be true afterwards.
@NullMarked
package io.millrace.app.crash;

import org.jspecify.annotations.NullMarked;
