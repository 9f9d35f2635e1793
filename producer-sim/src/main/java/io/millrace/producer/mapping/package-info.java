/// Where in other people's records the user, the item and the rest of an event stand.
@NullMarked
package io.millrace.producer.mapping;

import org.jspecify.annotations.NullMarked;
