/// Data set files as sources of events and items: the format is recognised by content.
@NullMarked
package io.millrace.producer.format;

import org.jspecify.annotations.NullMarked;
