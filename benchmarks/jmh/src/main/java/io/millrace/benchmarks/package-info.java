/// Single steps of the model, measured.
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
