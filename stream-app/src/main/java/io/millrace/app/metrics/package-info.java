/// What an instance tells of itself.
@NullMarked
package io.millrace.app.metrics;

import org.jspecify.annotations.NullMarked;
