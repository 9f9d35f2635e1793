@NullMarked
package io.millrace.app.bridge;

import org.jspecify.annotations.NullMarked;
