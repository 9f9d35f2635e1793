/// Quality as it is measured: every event is ranked before it is learned.
@NullMarked
package io.millrace.model.metrics;

import org.jspecify.annotations.NullMarked;
