/// The JSON of the topics and of the HTTP bodies, read strictly and written compactly.
@NullMarked
package io.millrace.producer.json;

import org.jspecify.annotations.NullMarked;
