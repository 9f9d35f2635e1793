/// The exact top K of Millrace beside that of others, in one run.
@NullMarked
package io.millrace.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
