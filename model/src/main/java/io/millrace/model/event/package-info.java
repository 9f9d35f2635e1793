/// What happened: one person did one thing with one item at one time.
@NullMarked
package io.millrace.model.event;

import org.jspecify.annotations.NullMarked;
