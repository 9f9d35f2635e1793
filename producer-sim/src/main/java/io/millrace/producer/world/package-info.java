/// A simulated world in which the right answer is known: [World] tells what happens, [Truth] what
/// was to be expected.
///
/// People have tastes, items belong to groups, and neither is visible in the events. What a
/// recommender finds out from the events can so be measured against the best that anybody could
/// have answered.
@NullMarked
package io.millrace.producer.world;

import org.jspecify.annotations.NullMarked;
