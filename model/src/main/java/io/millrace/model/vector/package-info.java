/// Inner products of float vectors: one arithmetic, in a scalar reference and a SIMD twin.
@NullMarked
package io.millrace.model.vector;

import org.jspecify.annotations.NullMarked;
