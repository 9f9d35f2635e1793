/// Where in other people's records the user, the item and the rest of an event stand: a mapping
/// comes in as text or flags ([MappingReader]), and makes records of ours out of rows
/// ([Mapping#map]). Nothing here knows files or topics.
@NullMarked
package io.millrace.producer.mapping;

import org.jspecify.annotations.NullMarked;
