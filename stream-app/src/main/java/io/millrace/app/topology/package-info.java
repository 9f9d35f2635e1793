/// The one sub-topology: an event is validated, ranked, learned, and committed with its offset.
@NullMarked
package io.millrace.app.topology;

import org.jspecify.annotations.NullMarked;
