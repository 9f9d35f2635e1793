/// The item matrix: rows that are a start value plus one additive partial sum from each partition.
@NullMarked
package io.millrace.model.item;

import org.jspecify.annotations.NullMarked;
