/// From a source to a topic: paced, bounded, acknowledged and continued where it stopped.
@NullMarked
package io.millrace.producer.send;

import org.jspecify.annotations.NullMarked;
