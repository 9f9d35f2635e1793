/// Events on their way in: read from a file or made up, and sent to Kafka.
@NullMarked
package io.millrace.producer;

import org.jspecify.annotations.NullMarked;
