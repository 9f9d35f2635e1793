@NullMarked
package io.millrace.app.snapshot;

import org.jspecify.annotations.NullMarked;
