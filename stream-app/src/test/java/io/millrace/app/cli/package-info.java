/// Tests of the command line, as it is used.
@NullMarked
package io.millrace.app.cli;

import org.jspecify.annotations.NullMarked;
