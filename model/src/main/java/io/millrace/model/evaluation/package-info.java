/// How well a stream is foreseen: protocols, metrics, and the rankers to compare with.
@NullMarked
package io.millrace.model.evaluation;

import org.jspecify.annotations.NullMarked;
