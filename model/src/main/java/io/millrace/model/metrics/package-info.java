/// Quality as it is measured: events are ranked before they are learned.
@NullMarked
package io.millrace.model.metrics;

import org.jspecify.annotations.NullMarked;
