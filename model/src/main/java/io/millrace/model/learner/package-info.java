/// Learning from one event at a time: first score, then learn.
@NullMarked
package io.millrace.model.learner;

import org.jspecify.annotations.NullMarked;
