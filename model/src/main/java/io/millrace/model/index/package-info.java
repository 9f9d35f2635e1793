/// Exact top-K over the item matrix: inner products for answers, cosines for neighbours.
@NullMarked
package io.millrace.model.index;

import org.jspecify.annotations.NullMarked;
