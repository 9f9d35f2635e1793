/// The command line.
@NullMarked
package io.millrace.app.cli;

import org.jspecify.annotations.NullMarked;
