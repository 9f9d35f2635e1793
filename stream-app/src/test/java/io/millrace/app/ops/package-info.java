@NullMarked
package io.millrace.app.ops;

import org.jspecify.annotations.NullMarked;
